"""Instagram media insights as reports: YAML in, HTML and Excel out."""

__version__ = "0.1.0"
