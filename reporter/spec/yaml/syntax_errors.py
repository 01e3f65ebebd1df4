"""Explains YAML syntax errors: the parser says where reading failed, and the lines there show why.

Only the explanation is a guess; that there is an error, and where, always comes from the parser.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import yaml

from reporter.spec.yaml.lint import CODE, WIDE_SPACES
from reporter.spec.yaml.nodes import TextFault, TextSpan

_QUOTE_ALL = 'put the whole value in quotes: "{}"'  # a safe fix
_CLOSE = "add the same quote at the end of the text"
_VALUE = r"(?:^|: +|- +|[\[{,] *)"  # what precedes a value
# Searched in this order in the lines of an error: pattern (its group is the position), message, help.
_MISTAKES = tuple(
    (re.compile(pattern), message, help_)
    for pattern, message, help_ in (
        (r"^( *\t[ \t]*)", "tab in the indentation", "indent with spaces"),
        (rf"(?:^ *|[:-] ?)([{WIDE_SPACES}]+)", "unusual space character", "delete it and type an ordinary space"),
        (rf"{_VALUE}(@[\w.@-]*)", 'a value cannot start with "@"', 'remove it, or put the value in quotes: "{}"'),
        (rf"{_VALUE}(`[^`]*`?)", "a value cannot start with a backtick", "put the value in quotes instead"),
        (rf"{_VALUE}(%[^,\]}}#]*)", 'a value cannot start with "%"', 'put the value in quotes: "{}"'),
        (
            rf"{_VALUE}([>|] *[^\s>|+\-#,\]}}][^,\]}}#]*)",
            'a value that starts with ">" or "|" must be in quotes',
            'put the value in quotes: "{}"',
        ),
        (
            r"(?:[\[,]|[{,] *\w[\w -]*:) *(#\w[^\s,\]}]*)",
            '"{}" starts a comment',
            'put it in quotes: "{}", or remove the #',
        ),
        (
            rf"{_VALUE}(\{{\w+\}} *[^\s,\]}}#:](?:[^{{}}\],#]|\{{\w+\}})*)",
            "a value that starts with a brace must be in quotes",
            _QUOTE_ALL,
        ),
        (
            rf"{_VALUE}('[^']*'(?:''|[^\s',\]}}:])[^,\]}}]*)",
            "an apostrophe ends the quoted text too early",
            "put the value in double quotes, or write the apostrophe twice",
        ),
        (
            rf'{_VALUE}("[^"]*" *[^\s",\]}}:#][^,\]}}]*)',
            "unexpected text after the closing quote",
            "put the whole value in single quotes",
        ),
        (
            r"^[ -]*\w[\w -]*: +([^\"'#\[{>|&*!\s][^#]*?:(?: .*?)?) *$",
            "a value with a colon must be in quotes",
            _QUOTE_ALL,
        ),
        (
            r"[{,] *\w[\w -]*: +([^\"'#\[{>|&*!\s,}][^#,}\]]*?: [^,}\]]*)",
            "a value with a colon must be in quotes",
            'add a comma before the next key, or put the whole value in quotes: "{}"',
        ),
        (r"[{,] *(\w+:)[\[{\"']", "missing space after the colon", 'write "{} ..."'),
        (r"^ *((?:- ?)?\w+:)[^\s/:]", "missing space after the colon", 'write "{} ..."'),
        (r"^[ -]*(\w+ *：)", "this is not an ordinary colon", 'replace it with ":"'),
        (r"^[ -]*(\w+ *=) *[^=\s]", 'expected a colon, found "="', "write key: value"),
        (r"^ *(:)(?: |$)", "missing key before the colon", "write key: value"),
    )
)
_LIST_GLUED = re.compile(r"^ *(-\w\S*)")
_OPEN_QUOTE = re.compile(rf"""{_VALUE}("(?:[^"\\]|\\.)*|'(?:[^']|'')*)$""")
# Part of the parser's context, part of its problem -> message, help, and whether to point at the context.
_PROBLEMS = (
    ("anchor", "", 'a value that starts with "&" must be in quotes', "put the value in quotes", True),
    ("alias", "", 'a value that starts with "*" must be in quotes', "put the value in quotes", True),
    ("tag", "", 'a value that starts with "!" must be in quotes', "put the value in quotes", True),
    ("", "undefined tag handle", 'a value that starts with "!" must be in quotes', "put the value in quotes", False),
    ("directive", "", 'a line cannot start with "%"', "put the text in quotes", True),
    ("quoted", "unknown escape", "a backslash has a special meaning in double quotes", "use single quotes", False),
    ("quoted", "hexdecimal", "a backslash has a special meaning in double quotes", "use single quotes", False),
    ("quoted", "Unicode", "this escape sequence is not a valid character", "use single quotes", False),
    ("quoted", "", "missing closing quote", _CLOSE, True),
    ("block scalar", "", "the lines of this text have different indentation", "use the same indentation", False),
    ("simple key", "':'", "missing colon after the key", "write key: value", True),
    ("", "mapping keys", 'a value cannot start with "?"', "put the value in quotes", False),
    ("", "block sequence", "a list cannot start on the line of its key", "start a new line, or use quotes", False),
    ("", "node content", "missing value", "write one, or remove the comma", False),
    ("", "document start", "the indentation does not match the lines above", "use the same indentation", False),
)


def syntax_fault(error: yaml.YAMLError, lines: Sequence[str]) -> TextFault:
    """Return what is wrong with text that is not valid YAML, in plain words."""
    context, problem = str(getattr(error, "context", "") or ""), str(getattr(error, "problem", "") or "")
    here = _place(getattr(error, "problem_mark", None), lines)
    there = _place(getattr(error, "context_mark", None), lines) or here or (0, 0)
    here = here or there
    before = _line_before(here[0], lines)
    for line in dict.fromkeys((there[0] if "simple key" in context else here[0], here[0], there[0], before)):
        fault = _mistake(line, lines)
        if fault is not None:
            return fault
    return (
        _not_closed(context, problem, (here, there), lines=lines)
        or _misplaced(problem, (here, there), before, lines=lines)
        or _known_problem(context, problem, (here, there), lines=lines)
    )


def _place(mark: yaml.Mark | None, lines: Sequence[str]) -> tuple[int, int] | None:
    if mark is None or mark.line >= len(lines):
        return None
    return mark.line, min(mark.column, len(lines[mark.line]))


def _line_before(line: int, lines: Sequence[str]) -> int:
    """Return the nearest line above with content; the line itself when there is none."""
    above = (number for number in range(line - 1, -1, -1) if lines[number].split("#")[0].strip())
    return next(above, line)


def _mistake(line: int, lines: Sequence[str]) -> TextFault | None:
    text = lines[line][:1000]
    for pattern, message, help_ in _MISTAKES:
        match = pattern.search(text)
        if match:
            start, words = match.start(1), match[1].rstrip()
            span = TextSpan(line, start, line, start + max(len(words), 1))
            fix = f'"{words}"' if help_ == _QUOTE_ALL and not re.search(r'["\\]', words) else ""
            wording = message.format(words[:40]), span, help_.format(words[:60])
            return TextFault(CODE, *wording, replacement=fix, cause=pattern.pattern)
    return None


def _not_closed(
    context: str, problem: str, places: tuple[tuple[int, int], tuple[int, int]], *, lines: Sequence[str]
) -> TextFault | None:
    """Find a bracket or quote that is opened but not closed."""
    (line, column), (start_line, start) = places
    if "flow" in context and "expected ','" in problem:
        opening, closing = ("[", "]") if "sequence" in context else ("{", "}")
        if start_line == line or _indent(lines[line]) > _indent(lines[start_line]):
            here = TextSpan(line, column, line, column + 1)
            message, help_ = f'missing "," or "{closing}" before this', f'the "{opening}" before it is not closed'
            return TextFault(CODE, message, here, help_)
        span = TextSpan(start_line, start, start_line, start + 1)
        return TextFault(CODE, f'this "{opening}" is not closed', span, f'add "{closing}"')
    if "quoted" in context or (not lines[line][:column].strip() and "':'" not in problem):
        return None
    for number in range(line + 1):
        opened = _OPEN_QUOTE.search(lines[number][:1000])
        if opened:
            span = TextSpan(number, opened.start(1), number, len(lines[number][:1000].rstrip()))
            return TextFault(CODE, "missing closing quote on this line", span, _CLOSE)
    return None


def _misplaced(
    problem: str, places: tuple[tuple[int, int], tuple[int, int]], before: int, *, lines: Sequence[str]
) -> TextFault | None:
    """Find wrong indentation, keys without a colon, and text after the end of a value."""
    (line, column), (start_line, _) = places
    above, below = _whole(before, lines), _whole(line, lines)
    glued = _LIST_GLUED.match(lines[start_line]) if "':'" in problem else None
    if glued:
        span = TextSpan(start_line, glued.start(1), start_line, glued.end(1))
        return TextFault(CODE, "missing space after the dash", span, f'write "- {glued[1][1:40]}"')
    if "mapping values" in problem and before != line:
        if ":" not in lines[before]:
            return TextFault(CODE, "missing colon after the key", above, "write key: value")
        if below.column > above.column:
            message = "unexpected indentation: the line above already has a value"
            return TextFault(CODE, message, below, _columns_help((above.column,)))
    if "expected key" in problem or "expected '-'" in problem:
        return _misfit(below, column, lines)
    return None


def _misfit(span: TextSpan, column: int, lines: Sequence[str]) -> TextFault:
    """Return why a line cannot continue the mapping or list before it; `span` is the whole line."""
    line, text = span.line, lines[span.line]
    if column <= span.column:
        message = "the indentation does not match the lines above"
        return TextFault(CODE, message, span, _columns_help(indents_above(line, lines)))
    if text[column : column + 1] in {"]", "}"}:
        return TextFault(CODE, f'unmatched "{text[column]}"', TextSpan(line, column, line, column + 1), "remove it")
    rest = TextSpan(line, column, line, span.end_column)
    return TextFault(CODE, "unexpected text after the end of the value", rest, "put the whole value in quotes")


def _whole(line: int, lines: Sequence[str]) -> TextSpan:
    return TextSpan(line, _indent(lines[line]), line, len(lines[line].rstrip()))


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip(" "))


def indents_above(line: int, lines: Sequence[str]) -> tuple[int, ...]:
    """Return the columns at which the mappings and lists that are open above a line start."""
    indents: list[int] = []
    for text in reversed(lines[max(0, line - 200) : line]):
        indent = _indent(text)
        if text.split("#")[0].strip() and (not indents or indent < indents[-1]):
            indents.append(indent)
    return tuple(reversed(indents))


def _columns_help(indents: tuple[int, ...]) -> str:
    further = ", ".join(str(indent) for indent in indents if indent)
    places = [f"after {further} spaces"] * bool(further) + ["at the beginning of the line"] * (0 in indents)
    return f"start it {' or '.join(places)}"


def _known_problem(
    context: str, problem: str, places: tuple[tuple[int, int], tuple[int, int]], *, lines: Sequence[str]
) -> TextFault:
    known = (row for row in _PROBLEMS if row[0] in context and row[1] in problem)
    fallback = ("", "", "this is not valid YAML", "check quotes, brackets and indentation", False)
    _, _, message, help_, at_context = next(known, fallback)
    line, column = places[1] if at_context else places[0]
    rest = re.match(r"[^\s,\]}]*", lines[line][column:])
    span = TextSpan(line, column, line, column + max(1, len(rest[0]) if rest else 1))
    return TextFault(CODE, message, span, help_, cause=problem)
