"""Update `reporter/core/locales/*.po` with the messages that the code, the templates and the catalog show to readers.

Run by `make messages`. New messages are added without a translation, unused ones are removed. `--check` only lists the
files that are out of date.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from reporter.catalog.load import load_catalog
from reporter.core.i18n import FOLDER

ROOT = Path(__file__).parents[1]
# Where messages are: folder, files in it, options of the extractor (templates as the page's environment parses them).
_PYTHON = (
    "analysis/**.py",
    "renderers/**.py",
    "core/i18n.py",
    "core/number_text.py",
    "core/reasons.py",
    "delivery/compose.py",
)
SOURCES = (
    ("reporter", [(files, "python") for files in _PYTHON], {}),
    ("templates", [("**.html", "jinja2")], {"**.html": {"trim_blocks": "true", "lstrip_blocks": "true"}}),
)
KEYWORDS = {"say": None, "mark_translatable": None, "say_count": (2, 3)}
LANGUAGES = ("de", "es", "fr", "it", "pt_BR", "pt_PT")


def extract() -> Catalog:
    """Return every message with its locations."""
    messages = Catalog(fuzzy=False)
    for folder, files, options in SOURCES:
        extracted = extract_from_dir(ROOT / folder, method_map=files, options_map=options, keywords=KEYWORDS)
        for name, line, message, _comments, _context in extracted:
            messages.add(message, locations=[(f"{folder}/{name}", line)])
    for text in sorted(set(metric_texts())):
        messages.add(text, locations=[("reporter/catalog", 1)])
    return messages


def metric_texts() -> Iterator[str]:
    """Yield the labels and explanations of metrics and breakdowns in the catalog."""
    catalog = load_catalog()
    for metric in catalog.metrics.values():
        yield from filter(
            None,
            (
                metric.label,
                metric.pooling.label,
                metric.help,
                *metric.caveats,
                *(change.label for change in metric.breaks),
            ),
        )
    for breakdown in catalog.breakdowns.values():
        yield from (breakdown.label, *breakdown.values.values())


def updated(language: str) -> bytes:
    """Return a language's file with the current messages; existing translations are kept."""
    file = FOLDER / f"{language}.po"
    known = read_po(file.open("rb"), locale=language) if file.exists() else Catalog(locale=language, fuzzy=False)
    known.update(extract(), no_fuzzy_matching=True, update_header_comment=False)
    written = BytesIO()
    write_po(written, known, width=120, no_location=True, omit_header=False, ignore_obsolete=True, sort_output=True)
    head, _, rest = written.getvalue().decode().partition("\n\n")
    # without the dates and tool versions of the header, which would change with every run
    kept = [
        line for line in head.splitlines() if line.startswith(("msg", '"Language:', '"Plural', '"MIME', '"Content'))
    ]
    return ("\n".join(kept) + "\n\n" + rest).encode()


def main(check: bool) -> int:  # noqa: FBT001 - one switch
    """Update the files, or list those that are out of date; return how many are."""
    behind = 0
    for language in LANGUAGES:
        file, text = FOLDER / f"{language}.po", updated(language)
        if not file.exists() or file.read_bytes() != text:
            behind += 1
            print(f"{'out of date' if check else 'updated'}: {file.relative_to(ROOT)}")  # noqa: T201 - a script
            if not check:
                file.write_bytes(text)
    return behind if check else 0


if __name__ == "__main__":
    sys.exit(main("--check" in sys.argv[1:]))
