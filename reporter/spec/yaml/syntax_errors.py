"""What is wrong with text that is no YAML, in plain words: the parser says where it stumbled, the lines there say why.

Guesses only at the words; the place and the fact that there is a fault are always the parser's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import yaml

from reporter.spec.yaml.lint import CODE
from reporter.spec.yaml.lint import WIDE_SPACES
from reporter.spec.yaml.nodes import Fault
from reporter.spec.yaml.nodes import Spot

_QUOTE_ALL = 'put the whole value in quotes: "{}"'  # this can be done without asking
_VALUE = r"(?:^|: +|- +|[\[{,] *)"  # what stands before a value
# Looked for, in this order, in the lines that YAML stumbles over: pattern (the group is pointed at), message, help.
_STUMBLES = tuple(
    (re.compile(pattern), message, help_)
    for pattern, message, help_ in (
        (r"^( *\t[ \t]*)", "a tab stands where spaces belong", "indent with spaces"),
        (rf"(?:^ *|[:-] ?)([{WIDE_SPACES}]+)", "a space here is no ordinary one", "delete it, and type spaces anew"),
        (rf"{_VALUE}(@[\w.@-]*)", '"@" cannot begin a value', 'leave it out, or put the value in quotes: "{}"'),
        (rf"{_VALUE}(`[^`]*`?)", "a backtick cannot begin a value", "put the value in quotes instead"),
        (rf"{_VALUE}(%[^,\]}}#]*)", '"%" cannot begin a value', 'put the value in quotes: "{}"'),
        (
            rf"{_VALUE}([>|] *[^\s>|+\-#,\]}}][^,\]}}#]*)",
            '">" or "|" at the start of a value begins a text of several lines',
            'put the value in quotes: "{}"',
        ),
        (
            r"(?:[\[,]|[{,] *\w[\w -]*:) *(#\w[^\s,\]}]*)",
            '"{}" begins a comment',
            'put it in quotes: "{}", or leave out the #',
        ),
        (
            rf"{_VALUE}(\{{\w+\}} *[^\s,\]}}#:](?:[^{{}}\],#]|\{{\w+\}})*)",
            "braces at the start of a value are YAML's own",
            _QUOTE_ALL,
        ),
        (
            rf"{_VALUE}('[^']*'(?:''|[^\s',\]}}:])[^,\]}}]*)",
            "an apostrophe ends the text in quotes too early",
            "put the value in double quotes, or write the apostrophe twice",
        ),
        (
            rf'{_VALUE}("[^"]*" *[^\s",\]}}:#][^,\]}}]*)',
            "the text in quotes ends before the value does",
            "put the whole value in single quotes",
        ),
        (
            r"^[ -]*\w[\w -]*: +([^\"'#\[{>|&*!\s][^#]*?:(?: .*?)?) *$",
            "a colon inside the value",
            _QUOTE_ALL,
        ),
        (
            r"[{,] *\w[\w -]*: +([^\"'#\[{>|&*!\s,}][^#,}\]]*?: [^,}\]]*)",
            "a colon inside the value",
            'put a comma before the next key, or the whole value in quotes: "{}"',
        ),
        (r"[{,] *(\w+:)[\[{\"']", "a space is missing after the colon", 'write "{} ..."'),
        (r"^ *((?:- ?)?\w+:)[^\s/:]", "a space is missing after the colon", 'write "{} ..."'),
        (r"^[ -]*(\w+ *：)", "this colon is not the one that YAML knows", 'type ":" anew'),
        (r"^[ -]*(\w+ *=) *[^=\s]", '"=" stands where a colon belongs', "write key: value"),
        (r"^ *(:)(?: |$)", "a key is missing before the colon", "write key: value"),
    )
)
_LIST_GLUED = re.compile(r"^ *(-\w\S*)")
_OPEN_QUOTE = re.compile(rf"""{_VALUE}("(?:[^"\\]|\\.)*|'(?:[^']|'')*)$""")
# Part of the parser's context, part of its problem -> message, help, and whether the context is the place.
_PROBLEMS = (
    ("anchor", "", '"&" at the start of a value is YAML\'s own', "put the value in quotes", True),
    ("alias", "", '"*" at the start of a value is YAML\'s own', "put the value in quotes", True),
    ("tag", "", '"!" at the start of a value is YAML\'s own', "put the value in quotes", True),
    ("", "undefined tag handle", '"!" at the start of a value is YAML\'s own', "put the value in quotes", False),
    ("directive", "", '"%" cannot begin a line', "put the text in quotes", True),
    ("quoted", "unknown escape", "a backslash begins an escape in double quotes", "use single quotes", False),
    ("quoted", "hexdecimal", "a backslash begins an escape in double quotes", "use single quotes", False),
    ("quoted", "Unicode", "an escape here stands for no character", "use single quotes", False),
    ("quoted", "", "this text in quotes is never closed", "put the same quote at its end", True),
    ("block scalar", "", "lines of this text begin in different columns", "indent them alike", False),
    ("simple key", "':'", "a colon is missing after the key", "write key: value", True),
    ("", "mapping keys", '"?" cannot begin a value', "put the value in quotes", False),
    ("", "block sequence", "a list entry stands behind a key", "begin it on a line of its own, or use quotes", False),
    ("", "node content", "a value is missing", "write one, or leave out the comma", False),
    ("", "document start", "the indentation of this line does not fit the lines before it", "indent all alike", False),
)


def syntax_fault(error: yaml.YAMLError, lines: Sequence[str]) -> Fault:
    """Say in plain words what is wrong with text that is no YAML."""
    context, problem = str(getattr(error, "context", "") or ""), str(getattr(error, "problem", "") or "")
    here = _place(getattr(error, "problem_mark", None), lines)
    there = _place(getattr(error, "context_mark", None), lines) or here or (0, 0)
    here = here or there
    before = _line_before(here[0], lines)
    for line in dict.fromkeys((there[0] if "simple key" in context else here[0], here[0], there[0], before)):
        fault = _stumble(line, lines)
        if fault is not None:
            return fault
    return (
        _never_closed(context, problem, (here, there), lines=lines)
        or _misplaced(problem, (here, there), before, lines=lines)
        or _known_problem(context, problem, (here, there), lines=lines)
    )


def _place(mark: yaml.Mark | None, lines: Sequence[str]) -> tuple[int, int] | None:
    if mark is None or mark.line >= len(lines):
        return None
    return mark.line, min(mark.column, len(lines[mark.line]))


def _line_before(line: int, lines: Sequence[str]) -> int:
    """Return the last line above that says something; the line itself when there is none."""
    above = (number for number in range(line - 1, -1, -1) if lines[number].split("#")[0].strip())
    return next(above, line)


def _stumble(line: int, lines: Sequence[str]) -> Fault | None:
    text = lines[line][:1000]
    for pattern, message, help_ in _STUMBLES:
        found = pattern.search(text)
        if found:
            start, words = found.start(1), found[1].rstrip()
            spot = Spot(line, start, line, start + max(len(words), 1))
            fix = f'"{words}"' if help_ == _QUOTE_ALL and not re.search(r'["\\]', words) else ""
            return Fault(CODE, message.format(words[:40]), spot, help_.format(words[:60]), replacement=fix)
    return None


def _never_closed(
    context: str, problem: str, places: tuple[tuple[int, int], tuple[int, int]], *, lines: Sequence[str]
) -> Fault | None:
    """Find a bracket or quote that is opened further up and not closed."""
    (line, column), (start_line, start) = places
    if "flow" in context and "expected ','" in problem:
        sign, end = ("[", "]") if "sequence" in context else ("{", "}")
        if start_line == line or _indent(lines[line]) > _indent(lines[start_line]):
            here = Spot(line, column, line, column + 1)
            return Fault(CODE, f'"," or "{end}" is missing before this', here, f'the "{sign}" before it is still open')
        spot = Spot(start_line, start, start_line, start + 1)
        return Fault(CODE, f'this "{sign}" is never closed', spot, f'add "{end}"')
    if "quoted" in context or (not lines[line][:column].strip() and "':'" not in problem):
        return None
    for number in range(line + 1):
        opened = _OPEN_QUOTE.search(lines[number][:1000])
        if opened:
            spot = Spot(number, opened.start(1), number, len(lines[number][:1000].rstrip()))
            return Fault(CODE, "this text in quotes is not closed on its line", spot, "put the same quote at its end")
    return None


def _misplaced(
    problem: str, places: tuple[tuple[int, int], tuple[int, int]], before: int, *, lines: Sequence[str]
) -> Fault | None:
    """Find lines whose indentation fits none above, keys without a colon, and text behind a value's end."""
    (line, column), (start_line, _) = places
    above, below = _whole(before, lines), _whole(line, lines)
    glued = _LIST_GLUED.match(lines[start_line]) if "':'" in problem else None
    if glued:
        spot = Spot(start_line, glued.start(1), start_line, glued.end(1))
        return Fault(CODE, "a space is missing after the dash", spot, f'write "- {glued[1][1:40]}"')
    if "mapping values" in problem and before != line:
        if ":" not in lines[before]:
            return Fault(CODE, "a colon is missing after the key", above, "write key: value")
        if below.column > above.column:
            message = "this line begins further right than the one above, which has its value already"
            return Fault(CODE, message, below, _columns_help((above.column,)))
    if "expected key" in problem or "expected '-'" in problem:
        return _misfit(below, column, lines)
    return None


def _misfit(spot: Spot, column: int, lines: Sequence[str]) -> Fault:
    """Say why a line cannot go on with the mapping or list before it; `spot` is the whole line."""
    line, text = spot.line, lines[spot.line]
    if column <= spot.column:
        message = "the indentation of this line does not fit the lines before it"
        return Fault(CODE, message, spot, _columns_help(indents_above(line, lines)))
    if text[column : column + 1] in {"]", "}"}:
        return Fault(
            CODE, f'this "{text[column]}" closes nothing', Spot(line, column, line, column + 1), "leave it out"
        )
    rest = Spot(line, column, line, spot.end_column)
    return Fault(CODE, "this stands behind the end of the value", rest, "put the whole value in quotes")


def _whole(line: int, lines: Sequence[str]) -> Spot:
    return Spot(line, _indent(lines[line]), line, len(lines[line].rstrip()))


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip(" "))


def indents_above(line: int, lines: Sequence[str]) -> tuple[int, ...]:
    """Return the columns in which the mappings and lists begin that are open above a line."""
    found: list[int] = []
    for text in reversed(lines[max(0, line - 200) : line]):
        indent = _indent(text)
        if text.split("#")[0].strip() and (not found or indent < found[-1]):
            found.append(indent)
    return tuple(reversed(found))


def _columns_help(indents: tuple[int, ...]) -> str:
    further = ", ".join(str(indent) for indent in indents if indent)
    places = [f"after {further} spaces"] * bool(further) + ["at the start of the line"] * (0 in indents)
    return f"begin it {' or '.join(places)}"


def _known_problem(
    context: str, problem: str, places: tuple[tuple[int, int], tuple[int, int]], *, lines: Sequence[str]
) -> Fault:
    known = (one for one in _PROBLEMS if one[0] in context and one[1] in problem)
    fallback = ("", "", "this cannot be read as YAML", "look at quotes, brackets and indentation", False)
    _, _, message, help_, at_context = next(known, fallback)
    line, column = places[1] if at_context else places[0]
    rest = re.match(r"[^\s,\]}]*", lines[line][column:])
    return Fault(CODE, message, Spot(line, column, line, column + max(1, len(rest[0]) if rest else 1)), help_)
