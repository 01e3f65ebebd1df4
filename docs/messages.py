"""Brings `reporter/locales/*.po` up to date with what the program and its catalog of metrics say to readers.

Run by `make messages`. New messages come in empty, for a translator; those that are said no more go. `--check` says
only which files are behind.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from babel.messages.pofile import write_po

from reporter.catalog.load import load
from reporter.core.i18n import FOLDER

ROOT = Path(__file__).parents[1]
# Where readers are spoken to: folder, files in it, how they are read (templates as the page's environment does).
_PYTHON = ("analysis/**.py", "renderers/**.py", "language/**.py", "letters.py")
SPEAKING = (
    ("reporter", [(files, "python") for files in _PYTHON], {}),
    ("templates", [("**.html", "jinja2")], {"**.html": {"trim_blocks": "true", "lstrip_blocks": "true"}}),
)
KEYWORDS = {"say": None, "later": None, "say_count": (2, 3)}
LANGUAGES = ("de", "es", "fr", "it", "pt")


def said() -> Catalog:
    """Return every message in the order of files, with the places where it stands."""
    found = Catalog(fuzzy=False)
    for folder, files, options in SPEAKING:
        places = extract_from_dir(ROOT / folder, method_map=files, options_map=options, keywords=KEYWORDS)
        for name, line, message, _comments, _context in places:
            found.add(message, locations=[(f"{folder}/{name}", line)])
    for text in sorted(set(of_catalog())):
        found.add(text, locations=[("reporter/catalog/media.yaml", 1)])
    return found


def of_catalog() -> Iterator[str]:
    """Give what the catalog says of metrics and breakdowns."""
    catalog = load()
    for metric in catalog.metrics.values():
        yield from (metric.label, metric.help, *metric.caveats, *(one.label for one in metric.breaks))
    for breakdown in catalog.breakdowns.values():
        yield from (breakdown.label, *breakdown.values.values())


def updated(language: str) -> bytes:
    """Return a language's file with the messages of today; what was translated stays."""
    file = FOLDER / f"{language}.po"
    known = read_po(file.open("rb"), locale=language) if file.exists() else Catalog(locale=language, fuzzy=False)
    known.update(said(), no_fuzzy_matching=True, update_header_comment=False)
    written = BytesIO()
    write_po(written, known, width=120, no_location=True, omit_header=False, ignore_obsolete=True, sort_output=True)
    head, _, rest = written.getvalue().decode().partition("\n\n")
    # of the head only what readers of the file need: dates in it would make a change of every run
    kept = [one for one in head.splitlines() if one.startswith(("msg", '"Language:', '"Plural', '"MIME', '"Content'))]
    return ("\n".join(kept) + "\n\n" + rest).encode()


def main(check: bool) -> int:  # noqa: FBT001 - one switch
    """Update the files, or say which are behind; return how many."""
    behind = 0
    for language in LANGUAGES:
        file, text = FOLDER / f"{language}.po", updated(language)
        if not file.exists() or file.read_bytes() != text:
            behind += 1
            print(f"{'behind' if check else 'updated'}: {file.relative_to(ROOT)}")  # noqa: T201 - a script
            if not check:
                file.write_bytes(text)
    return behind if check else 0


if __name__ == "__main__":
    sys.exit(main("--check" in sys.argv[1:]))
