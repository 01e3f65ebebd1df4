"""The plain-text version of the email: the same words in the same order, in lines of at most 78 characters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from textwrap import wrap

from reporter.core.i18n import Translator
from reporter.core.report import Section
from reporter.renderers.formats import flat
from reporter.renderers.mail.summary import Block, Item, Summary
from reporter.renderers.markdown import plain as plain_line

_WIDTH = 78
_MOST_LABEL = 24


def plain_body(summary: Summary, *, translator: Translator) -> str:
    """Return the summary as plain text; only addresses and file names may be longer than a line."""
    blocks = (
        [line for alert in summary.alerts for line in _lines(alert)],
        _head(summary),
        _bullet_list(translator.say("What happened"), summary.highlights),
        *map(_text, summary.texts),
        _key_figures(summary),
        _trend(summary),
        _media(summary),
        [line for file in summary.files for line in _lines(file)],
        _bullet_list(translator.say("Data notes"), summary.notes),
        ["-" * _WIDTH, *_lines(summary.why), *_lines(summary.footer)],
    )
    return "\n\n".join("\n".join(block) for block in map(list, blocks) if block) + "\n"


def _head(summary: Summary) -> Iterator[str]:
    yield from _lines(summary.who)
    yield from _title(summary.title, "=")
    for name, words in summary.facts:
        yield from _lines(f"{name}: {words}")


def _text(section: Section) -> Iterator[str]:
    yield from _title(flat(section.title))
    for line in section.body.splitlines():
        words = flat(plain_line(line))
        yield from _lines(words, indent=2) if words else ("",)


def _key_figures(summary: Summary) -> Iterator[str]:
    if not summary.key:
        return
    yield from _block_head(summary.key)
    label = min(max(len(figure.label) for figure in summary.figures), _MOST_LABEL)
    value = max(len(figure.value) for figure in summary.figures)
    for figure in summary.figures:
        yield from _lines(f"{figure.label:<{label}}  {figure.value:>{value}}  {' · '.join(figure.beside)}", indent=4)
    yield from _lines(summary.key.rest)


def _trend(summary: Summary) -> Iterator[str]:
    if summary.trend:
        yield from _block_head(summary.trend)
        for paragraph in summary.course:
            yield from _lines(paragraph, indent=4)


def _media(summary: Summary) -> Iterator[str]:
    if summary.ranking:
        yield from _block_head(summary.ranking)
        for item in summary.media:
            yield from _item(item)
        yield from _lines(summary.ranking.rest)


def _item(item: Item) -> Iterator[str]:
    start = f"{item.place}. "
    yield from _lines(item.caption, start)
    figure = item.figure
    number = " · ".join((f"{figure.label}: {figure.value}", *figure.beside)) if figure else ""
    for paragraph in (number, item.facts, item.link):
        yield from _lines(paragraph, " " * len(start))


def _block_head(block: Block) -> Iterator[str]:
    yield from _title(block.title)
    yield from _lines(block.subtitle)


def _bullet_list(title: str, sentences: Iterable[str]) -> Iterator[str]:
    lines = [line for sentence in sentences for line in _lines(sentence, "- ")]
    if lines:
        yield from _title(title)
        yield from lines


def _title(words: str, under: str = "-") -> Iterator[str]:
    lines = _lines(words)
    yield from lines
    if lines:
        yield under * max(map(len, lines))


def _lines(words: str, start: str = "", *, indent: int = 0) -> list[str]:
    """Return the words in lines, `start` before the first, the others indented by its length and `indent`."""
    following = " " * (len(start) + indent)
    return wrap(
        words,
        _WIDTH,
        initial_indent=start,
        subsequent_indent=following,
        break_long_words=False,
        break_on_hyphens=False,
    )
