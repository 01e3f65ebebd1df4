"""Rules where the moment, the API version or the workspace decides: text in, codes and places out."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook

from reporter.core.diagnostics import Severity
from reporter.validator.load import Loaded, load_all

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
SANDBOX = "accounts:\n  solo: {login: sandbox}\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def loaded(folder: Path, spec: str, workspace: str = SANDBOX, now: datetime = NOW) -> Loaded:
    (folder / "reporter.yaml").write_text(workspace, "utf-8")
    (folder / "weekly.yaml").write_text(spec, "utf-8")
    return load_all(folder, [folder / "weekly.yaml"], now=now, shown=lambda path: path.name)


def told(folder: Path, spec: str, workspace: str = SANDBOX, now: datetime = NOW) -> list[tuple[str, int, int]]:
    return [(one.code, one.line, one.column) for one in loaded(folder, spec, workspace, now).diagnostics]


def spec(*lines: str, metrics: str = "[views]", period: str = "last_week") -> str:
    return "\n".join(("title: A", "accounts: all", f"period: {period}", f"metrics: {metrics}", *lines, ""))


OLD = SANDBOX + "api: {version: v21.0}\n"


def test_a_metric_that_stops_soon_is_a_warning_before_and_an_error_after(folder: Path) -> None:
    before = loaded(folder, spec(metrics="[plays]"), OLD, datetime(2025, 4, 1, tzinfo=UTC))
    assert [(one.code, one.severity) for one in before.diagnostics] == [("stopping-metric", Severity.WARNING)]
    assert before.diagnostics[0].message == '"plays" will be removed on 2025-04-21, in 20 days'
    assert not before.failed
    after = datetime(2025, 4, 21, tzinfo=UTC)
    assert told(folder, spec(metrics="[plays]"), OLD, after) == [("removed-metric", 4, 11)]


def test_old_media_keep_impressions_on_old_versions(folder: Path) -> None:
    now = datetime(2026, 6, 1, tzinfo=UTC)
    old, young = "{from: 2024-05-01, to: 2024-07-01}", "{from: 2024-05-01, to: 2024-07-02}"
    too_old = ("beyond-retention", 3, 16)  # a part of May 2024
    assert told(folder, spec(metrics="[impressions]", period=old), OLD, now) == [too_old]
    removed = ("removed-metric", 4, 11)
    assert told(folder, spec(metrics="[impressions]", period=young), OLD, now) == [too_old, removed]
    assert told(folder, spec(metrics="[impressions]", period=old), SANDBOX, now) == [too_old, removed]


def test_a_metric_newer_than_the_version_asked(folder: Path) -> None:
    now = datetime(2026, 6, 1, tzinfo=UTC)
    assert told(folder, spec(metrics="[reach, views]"), OLD, now) == [("newer-metric", 4, 18)]


@pytest.mark.parametrize(
    ("version", "day", "expected"),
    [
        ("v21.0", datetime(2026, 10, 22, tzinfo=UTC), []),
        ("v21.0", datetime(2026, 10, 23, tzinfo=UTC), ["expires"]),
        ("v21.0", datetime(2027, 1, 22, tzinfo=UTC), ["expired"]),
        ("v20.0", NOW, ["expired"]),
        ("v27.0", datetime(2030, 1, 1, tzinfo=UTC), []),
        ("v28.0", NOW, ["is"]),
        ("v99.0", NOW, ["is"]),
    ],
)
def test_versions_that_end_are_told_ninety_days_ahead(
    folder: Path, version: str, day: datetime, expected: list[str]
) -> None:
    made = loaded(folder, spec(metrics="[reach]"), SANDBOX + f"api: {{version: {version}}}\n", day)
    assert [one.message.split()[2] for one in made.diagnostics] == expected
    assert not made.failed


@pytest.mark.parametrize("version", ["v2.30", "v230.0", "28.0", "v28", "V28.0", "v28.1", "v028.0", "latest", "v19.0"])
def test_what_is_not_a_version_stays_an_error(folder: Path, version: str) -> None:
    made = loaded(folder, spec(metrics="[reach]"), SANDBOX + f"api: {{version: {version}}}\n")
    assert [(one.code, one.severity) for one in made.diagnostics] == [("wrong-api-version", Severity.ERROR)]


def test_a_version_to_come_is_taken_as_newer_than_all_others(folder: Path) -> None:
    workspace = SANDBOX + "api: {version: v28.0}\n"
    made = loaded(folder, spec(metrics="[views, plays]"), workspace)
    assert [one.message for one in made.diagnostics if one.code == "removed-metric"] == [
        '"plays" was removed in API v22.0; this workspace uses v28.0'
    ]


def test_impressions_are_gone_once_no_media_item_can_have_them(folder: Path) -> None:
    old = spec(metrics="[impressions]", period="{from: 2024-07-01, to: 2024-07-01}")
    assert told(folder, old, OLD, datetime(2026, 7, 1, 23, tzinfo=UTC)) == []
    made = loaded(folder, old, OLD, datetime(2026, 7, 2, tzinfo=UTC))
    (one,) = [one for one in made.diagnostics if one.code == "removed-metric"]
    assert one.message == '"impressions" has not been available for any media item since 2026-07-02'
    assert one.help == (
        'write "views"; Meta kept it only for media items created before 2024-07-02, and Instagram keeps insights '
        "for 2 years"
    )


def test_names_that_only_conditions_know_are_offered_there(folder: Path) -> None:
    made = loaded(folder, spec('hold_if: ["acounts_silent > 0"]', "calculated: {a: {formula: acounts_silent}}"))
    assert [one.help.partition("  ")[0] for one in made.diagnostics] == [
        'did you mean "accounts_silent"?',
        "`reporter metrics` lists all",
    ]


SUNDAY = datetime(2026, 11, 29, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("period", "lines", "places"),
    [
        ("last_week", (), []),
        ("last_week", ("compare: previous_year",), []),
        ("last_23_months", (), []),
        ("last_730_days", (), []),
        ("last_24_months", (), [(3, 9)]),
        ("last_104_weeks", (), [(3, 9)]),
        ("last_12_months", ("compare: previous_year",), [(5, 10)]),
        ("last_12_months", ("compare: previous_year", "basis: gained"), [(5, 10)]),
        ("last_24_months", ("compare: previous_period",), [(3, 9), (5, 10)]),
        ("{from: 2024-11-29, to: 2024-12-24}", (), []),
        ("{from: 2024-11-28, to: 2024-12-24}", (), [(3, 16)]),
        ("{from: 2024-12-02, to: 2024-12-24}", ("compare: {as_known: now, period: previous_period}",), [(5, 34)]),
        ("2024-W40", (), [(3, 9)]),
        ("last_year", ("timezone: Nowhere/There",), []),
    ],
)
def test_a_period_beyond_what_instagram_keeps_is_a_warning(
    folder: Path, period: str, lines: tuple[str, ...], places: list[tuple[int, int]]
) -> None:
    made = loaded(folder, spec(*lines, period=period), now=SUNDAY)
    told_of = [one for one in made.diagnostics if one.code == "beyond-retention"]
    assert [(one.line, one.column) for one in told_of] == places
    assert {one.severity for one in told_of} <= {Severity.WARNING}


FACEBOOK = 'login: facebook, token: env:TOKEN, instagram_id: "{}"'


@pytest.mark.parametrize(
    ("first", "second", "doubled"),
    [
        (FACEBOOK.format("178414"), FACEBOOK.format("178414"), True),
        (FACEBOOK.format("178414"), FACEBOOK.format("00178414"), True),
        (FACEBOOK.format("178414"), 'login: instagram, token: env:T, instagram_id: "178414"', True),
        (FACEBOOK.format("178414"), FACEBOOK.format("178415"), False),
        ("login: instagram, token: env:T", "login: instagram, token: env:T", False),
        ("login: sandbox", "login: sandbox", False),
        ('login: sandbox, instagram_id: "1"', 'login: sandbox, instagram_id: "1"', False),
    ],
)
def test_two_aliases_of_one_account(folder: Path, first: str, second: str, *, doubled: bool) -> None:
    made = loaded(folder, spec(), f"accounts:\n  one: {{{first}}}\n  two: {{{second}}}\n")
    column = 3 + len("two: {") + second.find('"')
    expected = [("same-account", 3, column, '"two" has the same instagram_id as "one"')] if doubled else []
    assert [(one.code, one.line, one.column, one.message) for one in made.diagnostics] == expected


@pytest.mark.parametrize(
    ("login", "expected"),
    [("instagram", ["facebook-only"]), ("facebook", []), ("sandbox", [])],
)
def test_collaborations_exist_with_facebook_login_only(folder: Path, login: str, expected: list[str]) -> None:
    own = f'accounts:\n  one: {{login: {login}, token: env:T, instagram_id: "1", collaborations: true}}\n'
    assert [one.code for one in loaded(folder, spec(), own).diagnostics] == expected
    assert loaded(folder, spec(), own.replace("true", "false")).diagnostics == ()


@pytest.mark.parametrize(("name", "replacement"), [("viewers", ""), ("profile_views", ""), ("saves", "saved")])
def test_a_name_of_another_number_is_explained_and_replaced_by_nobody(
    folder: Path, name: str, replacement: str
) -> None:
    (one,) = loaded(folder, spec(metrics=f"[{name}]")).diagnostics
    assert (one.code, one.replacement) == ("unknown-metric", replacement)


def test_editions_whose_names_differ_in_case_alone_share_a_file(folder: Path) -> None:
    workspace = "accounts:\n  Acme: {login: sandbox}\n  acme: {login: sandbox}\n"
    lines = ("for_each: account", 'outputs: {html: {file: "{account}.html"}}')
    assert told(folder, spec(*lines), workspace) == [("same-file", 6, 24)]


def test_a_title_may_tell_editions_apart(folder: Path) -> None:
    lines = ("for_each: account", 'outputs: {html: {file: "{title}.html"}}')
    workspace = "accounts:\n  acme: {login: sandbox}\n  beta: {login: sandbox}\n"
    assert told(folder, spec(*lines), workspace) == [("same-file", 6, 24)]
    assert told(folder, spec(*lines).replace("title: A", "title: Of {account}"), workspace) == []
    assert told(folder, spec(*lines)) == []  # of a single account there is a single report


def test_a_clients_wrong_time_zone_is_told_in_reporter_yaml_alone(folder: Path) -> None:
    workspace = SANDBOX + "clients: {X: {accounts: [solo], timezone: Mars}}\n"
    assert told(folder, spec("for_each: client"), workspace) == [("unknown-timezone", 3, 43)]


@pytest.mark.parametrize("period", ["today", "yesterday", "last_2_days", "this_week"])
def test_stories_of_a_day_that_is_not_over_are_not_warned_of(folder: Path, period: str) -> None:
    assert told(folder, spec("media: {product_types: [STORY]}", period=period)) == []


def test_contacts_are_found_for_each(folder: Path) -> None:
    workspace = "accounts:\n  solo: {login: sandbox, contacts: [a@example.com]}\n  duo: {login: sandbox}\n"
    lines = ("for_each: account", "deliver: [{email: {to: contacts}}]")
    assert told(folder, spec(*lines), workspace) == [("missing-mail-server", 6, 12), ("wrong-contacts", 6, 24)]
    one = spec(*lines).replace("accounts: all", "accounts: [solo]")
    assert told(folder, one, workspace) == [("missing-mail-server", 6, 12)]


@pytest.mark.parametrize(
    "address",
    [
        "a@example.com",
        "A.b+c@sub.example.co",
        "Acme Team <a@example.com>",
        '"Acme, Inc." <a@example.com>',
        "ü <a@bücher.de>",
    ],
)
def test_addresses_that_mail_reaches(folder: Path, address: str) -> None:
    codes = [code for code, _, _ in told(folder, spec(f"deliver: [{{email: {{to: ['{address}']}}}}]"))]
    assert codes == ["missing-mail-server"]


@pytest.mark.parametrize(
    "address",
    [
        "a",
        "a@",
        "@b.de",
        "a@b",
        "a b@c.de",
        "a@b.de c@d.de",
        "a@b.de; c@d.de",
        "<a@b.de",
        "a..b@c.de",
        ".a@b.de",
        "a@-b.de",
        "a@b.de>",
    ],
)
def test_what_is_no_address(folder: Path, address: str) -> None:
    codes = [code for code, _, _ in told(folder, spec(f"deliver: [{{email: {{to: ['{address}']}}}}]"))]
    assert codes == ["missing-mail-server", "wrong-recipient"]


@pytest.mark.parametrize("locale", ["de", "de_DE", "en_GB", "zh_TW", "zh_Hant_TW", "pt_BR"])
def test_locales_that_exist(folder: Path, locale: str) -> None:
    assert told(folder, spec(f"locale: {locale}")) == []


def test_own_templates_and_themes_may_be_named(folder: Path) -> None:
    (folder / "templates" / "themes").mkdir(parents=True)
    (folder / "templates" / "ours.html").write_text("<p></p>", "utf-8")
    (folder / "templates" / "themes" / "ours.yaml").write_text('brand: "#112233"\n', "utf-8")
    lines = ("theme: ours", "outputs: {html: {template: ours.html}}")
    assert told(folder, spec(*lines)) == []


@pytest.mark.parametrize(("name", "lines", "place"), [("ours", ("theme: ours",), (5, 8)), ("plain", (), (1, 1))])
def test_a_theme_that_is_too_pale_is_told_even_when_nobody_names_it(
    folder: Path, name: str, lines: tuple[str, ...], place: tuple[int, int]
) -> None:
    (folder / "templates" / "themes").mkdir(parents=True)
    (folder / "templates" / "themes" / f"{name}.yaml").write_text('brand: "#ffd400"\n', "utf-8")
    (found,) = loaded(folder, spec(*lines)).diagnostics
    assert (found.code, found.line, found.column) == ("unknown-theme", *place)
    assert f"theme {name}.yaml, line 1: brand #ffd400 has a contrast of 1.43:1 with white" in found.message


def test_a_workbook_of_ones_own_may_be_named(folder: Path) -> None:
    (folder / "templates").mkdir()
    Workbook().save(folder / "templates" / "ours.xlsx")
    assert told(folder, spec("outputs: {excel: {template: ours.xlsx}}")) == []


def test_a_pattern_is_not_compiled_by_a_backtracking_engine(folder: Path) -> None:
    assert told(folder, spec('media: {caption: {matches: "(a+)+$"}}')) == []
    assert told(folder, spec('media: {caption: {matches: "(?=a)"}}')) == [("wrong-pattern", 5, 29)]


@pytest.mark.parametrize(
    ("pattern", "start", "length", "message", "help_"),
    [
        ("launch)", 6, 1, "unopened group", "add a"),
        ("Öster[reich", 5, 1, "unclosed character class", "add a"),
        (r"a\1", 1, 2, "backreferences are not supported", "write the text itself"),
        ("new(?!in)", 3, 3, "look-around, including look-ahead and look-behind, is not supported", "write what"),
        (r"a\Qb", 1, 2, "unrecognized escape sequence", "write"),
        ("*launch", 0, 1, "repetition operator missing expression", "write something before it"),
        (
            "(a{1000}){1000}",
            0,
            17,
            "it is too large, because a repetition such as {1000} multiplies the text before it",
            "w",
        ),
        (r"\w{300}", 0, 9, "it is too large, because a repetition such as {1000} multiplies the text before it", "w"),
    ],
)
def test_a_pattern_is_refused_with_its_place(
    folder: Path, pattern: str, start: int, length: int, message: str, help_: str
) -> None:
    (one,) = loaded(folder, spec(f"media: {{caption: {{matches: '{pattern}'}}}}")).diagnostics
    column = len("media: {caption: {matches: ") + 1 + (start + 1 if length < len(pattern) else 0)
    assert (one.column, one.end_column - one.column) == (column, length)
    assert one.message == f"this pattern is not valid: {message}"
    assert one.help.startswith(help_)


def test_long_chains_of_calculated_metrics_are_refused_and_do_no_harm(folder: Path) -> None:
    chain = [f"  m{step}: {{formula: m{step - 1} + 1}}" for step in range(1, 1500)]
    made = loaded(folder, spec("calculated:", "  m0: {formula: views}", *chain))
    assert {one.code for one in made.diagnostics} == {"wrong-formula"}


def mail(server: str, rest: str = "") -> str:
    return SANDBOX + f"mail: {{server: '{server}', from: a@example.com{rest}}}\n"


@pytest.mark.parametrize(
    "server", ["smtps://mail.example.com", "smtp://mail.example.com:25", "smtp+plain://127.0.0.1:1025"]
)
def test_mail_servers_that_can_be_used(folder: Path, server: str) -> None:
    assert told(folder, spec("deliver: [{email: {to: a@example.com}}]"), mail(server)) == []


@pytest.mark.parametrize(
    ("server", "rest"),
    [
        ("mail.example.com", ""),
        ("http://mail.example.com", ""),
        ("smtp+plain://mail.example.com", ""),
        ("smtps://mail.example.com/x", ""),
        ("smtps://mail.example.com:99999", ""),
        ("smtps://mail.example.com", ", user: a@example.com"),
    ],
)
def test_mail_servers_that_cannot(folder: Path, server: str, rest: str) -> None:
    assert [code for code, _, _ in told(folder, spec(), mail(server, rest))] == ["wrong-mail-server"]


def test_a_folder_needs_no_mail_server(folder: Path) -> None:
    assert told(folder, spec("deliver: [{folder: {path: published}}]")) == []


@pytest.mark.parametrize(
    ("lines", "severity"),
    [
        (("breakdowns: {navigation: story_navigation_action_type}",), Severity.WARNING),
        (("breakdowns: {}", "calculated: {x: {formula: navigation / views}}"), Severity.ERROR),
    ],
)
def test_a_breakdown_without_media_is_only_a_warning(folder: Path, lines: tuple[str, ...], severity: Severity) -> None:
    made = loaded(folder, spec("media: {product_types: [FEED, REELS]}", *lines, metrics="[views]"))
    assert {(one.code, one.severity) for one in made.diagnostics} == {("metric-without-media", severity)}


PAGE = spec("outputs: {html: {template: ours.html}}")


def template(folder: Path, source: str, name: str = "ours.html") -> None:
    file = folder / "templates" / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(source, "utf-8")


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("a\n{% if %}", "template ours.html, line 2: Expected an expression"),
        ("{{ nope.x }}", "template ours.html, line 1: 'nope' is undefined"),
        ("{{ ''.__class__.__mro__ }}", "template ours.html, line 1: access to attribute '__class__'"),
        ('{% include "/etc/passwd" %}', 'template ours.html, line 1: cannot find template "/etc/passwd"'),
        ('{% include "ours.html" %}', "template ours.html, line 1: uses too much memory"),
        ("{{ 'a' * 10**10 }}", "template ours.html, line 1: uses too much memory"),
    ],
)
def test_a_template_of_ones_own_is_tried_before_a_run_needs_it(folder: Path, source: str, reason: str) -> None:
    template(folder, source)
    (only,) = loaded(folder, PAGE).diagnostics
    assert (only.code, only.line, only.column) == ("wrong-template", 5, 28)
    assert only.message.startswith(f"this template cannot be used: {reason}")


def test_a_mended_template_is_tried_anew(folder: Path) -> None:
    template(folder, "{{ nope }}")
    assert told(folder, PAGE) == [("wrong-template", 5, 28)]
    template(folder, "{{ report.title }}")
    assert told(folder, PAGE) == []


def test_a_faulty_template_in_defaults_is_told_there(folder: Path) -> None:
    template(folder, "{{ nope }}")
    workspace = SANDBOX + "defaults:\n  outputs: {html: {template: ours.html}}\n"
    made = loaded(folder, spec(), workspace)
    assert [(one.path, one.code, one.line, one.column) for one in made.diagnostics] == [
        ("reporter.yaml", "wrong-template", 4, 30)
    ]


def test_copies_of_the_shipped_page_and_mail_are_tried_only_where_they_are_used(folder: Path) -> None:
    template(folder, "{{ nope }}", "parts/footer.html")
    template(folder, "{% if %}", "mail.html")
    template(folder, "{% if %}", "another.html")
    page, mail = "outputs: {html: {}, excel: {}}", "deliver: [{email: {to: [a@example.com], body: BODY}}]"
    server = SANDBOX + "mail: {server: smtps://mail.example.com, from: a@example.com}\n"
    assert told(folder, spec(page)) == [("wrong-template", 5, 17)]
    assert told(folder, spec("outputs: {excel: {}}")) == []
    designed, plain = (mail.replace("BODY", one) for one in ("html", "text"))
    assert told(folder, spec("outputs: {excel: {}}", designed), server) == [("wrong-template", 6, 47)]
    assert told(folder, spec("outputs: {excel: {}}", plain), server) == []


def test_the_trial_has_a_section_of_every_kind(folder: Path) -> None:
    template(folder, "{% for one in report.sections %}{{ one.kind }} {% endfor %}{{ nope }}", "parts/text.html")
    kinds = "kpis trend table top media breakdown heatmap"
    sections = [f"  - {{kind: {kind}}}" for kind in kinds.split()]
    lines = ["breakdowns: {navigation: story_navigation_action_type}", "sections:", *sections]
    lines[-2:] = ["  - {kind: breakdown, metric: navigation}", "  - {kind: heatmap, metric: views}"]
    lines = [line.replace("table}", "table, by: account}").replace("top}", "top, by: views}") for line in lines]
    assert told(folder, spec(*lines, metrics="[views, navigation]")) == []
    text = spec(*lines, "  - {kind: text, body: hello}", metrics="[views, navigation]")
    assert told(folder, text) == [("wrong-template", 1, 1)]


def test_nothing_is_tried_without_templates_of_ones_own(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "reporter.renderers.sample", None)
    template(folder, "brand: '#000000'", "themes/ours.yaml")
    assert told(folder, spec("theme: ours")) == []
