"""What people type and YAML misreads: one plain message for each, at the words that are meant."""

from __future__ import annotations

import pytest
import yaml

from reporter.core.diagnostics import Diagnostic, Severity
from reporter.spec.model import ReportSpec
from reporter.spec.yaml.bind import bind
from reporter.spec.yaml.document import parse
from reporter.spec.yaml.source import Source
from reporter.spec.yaml.syntax_errors import syntax_fault
from tests.support.yaml_texts import SMALL, with_value


def diagnostics_of(text: str) -> tuple[Diagnostic, ...]:
    """Return all that reading and binding say."""
    document, diagnostics = parse(Source("x.yaml", text.encode()))
    if document is None:
        return diagnostics
    return (*diagnostics, *map(document.locate, bind(ReportSpec, document).findings))


def with_lines(*lines: str) -> str:
    return SMALL + "\n".join(lines) + "\n"


REST = "period: last_week\nmetrics: [views]\n"
LISTED = "title: W\naccounts: all\nperiod: last_week\nmetrics:\n"

# text -> line, what the carets mark, how the message begins
CASES = {
    "at": (with_value("accounts", "@acme"), 2, "@acme", 'a value cannot start with "@"'),
    "at in a list": (with_value("accounts", "[lumen, @acme]"), 2, "@acme", 'a value cannot start with "@"'),
    "at in a block": ("title: W\naccounts:\n  - @acme\n" + REST, 3, "@acme", 'a value cannot start with "@"'),
    "hash": (with_value("title", "#launch"), 1, "#launch", '"#launch" is a comment'),
    "hash entry": (LISTED + "  - #views\n  - reach\n", 5, "#views", '"#views" is a comment'),
    "hash in a list": (with_value("metrics", "[#views]"), 4, "#views", '"#views" starts a comment'),
    "hash in braces": (
        with_lines("sections:", "  - {kind: text, body: #launch}"), 6, "#launch", '"#launch" starts a comment',
    ),
    "colon": (with_value("title", "Weekly: Acme"), 1, "Weekly: Acme", "a value with a colon must be in quotes"),
    "colon at the end": (with_value("title", "Weekly:"), 1, "Weekly:", "a value with a colon must be in quotes"),
    "colon in braces": (
        with_lines("sections:", "  - {kind: text, body: Note: hello}"), 6, "Note: hello",
        "a value with a colon must be in quotes",
    ),
    "tab": (LISTED + "\t- views\n", 5, "\t", "tab in the indentation"),
    "tab before a key": (with_lines("outputs:", "\thtml: {}"), 6, "\t", "tab in the indentation"),
    "set": (with_value("metrics", "{views, reach}"), 4, "{views, reach}", "{ } creates a mapping"),
    "curly quotes": (with_value("title", "“Weekly”"), 1, "“Weekly”", "curly quotes"),
    "german quotes": (with_value("metrics", "[„views“]"), 4, "„views“", "curly quotes"),
    "greater": (
        with_lines("alerts:", "  a:", "    when: > 5", "    message: x"),
        7, "> 5", 'a value that starts with ">" or "|"',
    ),
    "greater glued": (with_lines("media:", "  where: >5"), 6, ">5", '">" starts a multi-line text'),
    "greater or equal": (with_lines("media:", "  where: >= 5"), 6, ">= 5", 'a value that starts with ">" or "|"'),
    "greater in braces": (with_lines("alerts: {a: {when: > 5}}"), 5, "> 5", 'a value that starts with ">" or "|"'),
    "greater in a list": (with_lines("hold_if:", "  - > 5"), 6, "> 5", 'a value that starts with ">" or "|"'),
    "duplicate": (with_lines("title: Again"), 5, "title", 'duplicate key "title", first used on line 1'),
    "dash glued": (LISTED + "  -views\n  -reach\n", 5, "-views", "missing space after the dash"),
    "dash glued once": (LISTED + "  - views\n  -reach\n", 6, "-reach", "missing space after the dash"),
    "colon glued": ("title:Weekly\naccounts: all\n" + REST, 1, "title:", "missing space after the colon"),
    "colon glued further down": (
        "title: W\naccounts:all\n" + REST, 2, "accounts:", "missing space after the colon",
    ),
    "colon glued in braces": (
        with_lines("sections:", "  - {kind: kpis, title:Big}"), 6, "title:Big", "missing space after the colon",
    ),
    "colon glued to a bracket": (with_lines("media: {ids:[1]}"), 5, "ids:", "missing space after the colon"),
    "percent": (with_value("title", "%weekly"), 1, "%weekly", 'a value cannot start with "%"'),
    "percent line": ("%title: x\n", 1, "%title: x", 'a value cannot start with "%"'),
    "backtick": (with_value("metrics", "[`views`]"), 4, "`views`", "a value cannot start with a backtick"),
    "braces": (
        with_lines("outputs: {html: {file: {period}.html}}"), 5, "{period}.html", "a value that starts with a brace",
    ),
    "braces of a subject": (
        with_lines("theme: {title} · {period}"), 5, "{title} · {period}", "a value that starts with a brace",
    ),
    "braces alone": (with_value("title", "{title}"), 1, "{title}", "a value that starts with a brace"),
    "braces doubled": (with_value("title", "{{title}}"), 1, "{title}", "a key must be text"),
    "star": (with_value("title", "*weekly*"), 1, "*weekly*", 'a value that starts with "*"'),
    "ampersand": (with_value("title", "& more"), 1, "&", 'a value that starts with "&"'),
    "ampersand glued": (with_value("title", "&more"), 1, "&more", 'a value that starts with "&"'),
    "question mark": (with_value("title", "? weekly"), 1, "?", 'a value cannot start with "?"'),
    "apostrophe": (with_value("title", "'Acme's week'"), 1, "'Acme's week'", "an apostrophe ends"),
    "quotes too early": (
        with_value("title", '"Acme" weekly'), 1, '"Acme" weekly', "unexpected text after the closing quote",
    ),
    "text after a list": (with_value("title", "[Acme] weekly"), 1, "weekly", "unexpected text after the end"),
    "quote left open": (with_value("title", '"Weekly'), 1, '"Weekly', "missing closing quote"),
    "quote closed by the next": (
        'title: "Weekly\naccounts: "all"\n' + REST, 1, '"Weekly', "missing closing quote on this line",
    ),
    "backslash": (with_lines('media: {caption: {matches: "\\d+"}}'), 5, '\\d+"', "a backslash has a special meaning"),
    "list left open": (with_value("metrics", "[views, reach"), 4, "[", 'this "[" is not closed'),
    "mapping left open": ("media: {ids: [a]\ntheme: x\n" + SMALL, 1, "{", 'this "{" is not closed'),
    "comma missing": ("media: {ids: [a],\n  exclude_ids: [b]\n  where: x}\n" + SMALL, 3, "w", 'missing "," or "}"'),
    "bracket too many": (with_value("metrics", "[views]]"), 4, "]", 'unmatched "]"'),
    "entry missing": (with_value("metrics", "[views, , reach]"), 4, ",", "missing value"),
    "too far right": (
        "title: W\n  accounts: all\n" + REST, 2, "accounts: all", "unexpected indentation: the line above",
    ),
    "between two columns": (
        "media:\n    ids: []\n  where: x\n" + SMALL, 3, "where: x", "the indentation does not match",
    ),
    "colon missing": ("title: W\naccounts all\n" + REST, 2, "accounts", "missing colon"),
    "colon missing at the end": (SMALL.replace(": [views]", ""), 4, "metrics", "missing colon"),
    "key missing": (with_lines(": x"), 5, ":", "missing key before"),
    "equals sign": ("title: W\naccounts = all\n" + REST, 2, "accounts =", 'expected a colon, found "="'),
    "wide colon": ("title： W\naccounts: all\n" + REST, 1, "title：", "this is not an ordinary colon"),
    "dash in a value": (with_value("title", "- weekly"), 1, "-", "a list cannot start on the line of its key"),
    "hard space behind a colon": (
        "title:\u00a0W\naccounts: all\n" + REST, 1, "\u00a0", "unusual space character",
    ),
    "hard space before a key": (with_lines("\u00a0theme: x"), 5, "\u00a0", "unusual space character"),
    "nothing wide before a value": (with_value("title", "\u200bW"), 1, "\u200b", "unusual space character"),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_a_slip_is_told_once_where_it_is(name: str) -> None:
    text, line, marked, message = CASES[name]
    (one,) = diagnostics_of(text)
    assert (one.line, one.source_line[one.column - 1 : one.end_column - 1]) == (line, marked)
    assert one.message.startswith(message)
    assert one.severity is Severity.ERROR


@pytest.mark.parametrize("name", CASES)
def test_a_slip_is_told_in_words_that_no_parser_uses(name: str) -> None:
    words = {"scalar", "token", "node", "block", "flow", "sequence", "stream", "None", "dict", "str", "context"}
    for one in diagnostics_of(CASES[name][0]):
        assert not words & set(f"{one.message} {one.help}".replace(":", " ").split())


HELP = {
    "at": 'remove it, or put the value in quotes: "@acme"',
    "colon": 'put the whole value in quotes: "Weekly: Acme"',
    "set": "use [ ] for a list: [views, reach]",
    "greater": 'put the value in quotes: "> 5"',
    "greater glued": 'if the value is text, put it in quotes: ">5"',
    "dash glued": 'write "- views"',
    "dash glued once": 'write "- reach"',
    "colon glued": 'write "title: ..."',
    "colon glued in braces": "write title: Big",
    "braces of a subject": 'put the whole value in quotes: "{title} · {period}"',
    "braces alone": 'put the value in quotes: "{title}"',
    "too far right": "start it at the beginning of the line",
    "between two columns": "start it after 4 spaces or at the beginning of the line",
}


@pytest.mark.parametrize("name", HELP)
def test_the_help_can_be_copied(name: str) -> None:
    assert diagnostics_of(CASES[name][0])[0].help == HELP[name]


def test_braces_for_a_list_can_be_mended() -> None:
    assert diagnostics_of(CASES["set"][0])[0].replacement == "[views, reach]"
    assert diagnostics_of(with_value("metrics", "{'views', reach one}"))[0].replacement == ""


@pytest.mark.parametrize(
    ("value", "mended"),
    [
        ("Weekly: Acme", '"Weekly: Acme"'),
        ("“Weekly”", '"Weekly"'),
        ("{title} · {period}", '"{title} · {period}"'),
        ('Weekly: "Acme" x', ""),  # which quotes are meant is not for us to say
        ("“Acme's \\ week”", ""),
        ("@acme", ""),
    ],
)
def test_a_value_that_wants_quotes_gets_them_where_that_is_sure(value: str, mended: str) -> None:
    (one,) = diagnostics_of(with_value("title", value))
    assert one.replacement == mended
    if mended:
        assert not diagnostics_of(with_value("title", mended))


def test_prose_that_is_cut_by_a_comment_is_a_warning() -> None:
    (one,) = diagnostics_of(with_value("title", "Acme #launch report"))
    assert (one.severity, one.code, one.column) == (Severity.WARNING, "yaml-comment", 13)
    assert one.source_line[one.column - 1 : one.end_column - 1] == "#launch report"


FINE = {
    "comment behind prose": with_value("title", "Acme # agreed with Kim"),
    "comment behind a value": with_value("period", "last_week #monday"),
    "comment behind a key": "title: W\naccounts: all\nperiod: last_week\nmetrics: # these\n  - views # first\n",
    "comment behind an output": with_lines("outputs:", "  html: #page", "  excel:"),
    "outputs in braces": with_lines("outputs: {html, excel}"),
    "quotes inside": with_value("title", 'Acme "best" of, it\'s 100% @home #1'.replace(" #1", "")),
    "curly quotes inside": with_value("title", "“Best” of Acme"),
    "colons inside words": with_value("title", "12:30 https://example.com/x"),
    "dashes inside": with_value("title", "-- draft -- week-ly"),
    "tab as a space": "title:\tW\naccounts:\tall\nperiod: last_week\nmetrics:\t[views]\n",
    "text of several lines": with_lines("sections:", "  - kind: text", "    body: >", "      one", "      two"),
    "json": '{"title":"x","accounts":"all","period":"last_week","metrics":["views"]}',
    "emoji": with_value("title", "👩\u200d💻 \u200fweekly"),
}


@pytest.mark.parametrize("name", FINE)
def test_what_is_meant_is_left_alone(name: str) -> None:
    assert diagnostics_of(FINE[name]) == ()


def test_an_empty_key_with_a_colon_in_braces_is_no_slip() -> None:
    (one,) = diagnostics_of(with_lines("breakdowns: {navigation: }"))
    assert one.code == "wrong-type"


@pytest.mark.parametrize("name", CASES)
def test_the_parser_in_python_is_understood_where_the_one_in_c_is_missing(name: str) -> None:
    text = CASES[name][0]
    try:
        list(yaml.parse(text, Loader=yaml.SafeLoader))
    except yaml.YAMLError as error:
        lines = text.split("\n")
        fault = syntax_fault(error, lines)
        assert fault.message
        assert fault.span.line < len(lines)
