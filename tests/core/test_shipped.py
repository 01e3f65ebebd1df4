"""Where the files that come with reporter are."""

from __future__ import annotations

from reporter.core.shipped import samples, templates


def test_templates_and_themes_are_found() -> None:
    assert (templates() / "report.html").is_file()
    assert (templates() / "themes" / "plain.yaml").is_file()


def test_the_sample_workspace_is_found() -> None:
    assert (samples() / "reporter.yaml").is_file()
    assert list((samples() / "reports").glob("*.yaml"))
