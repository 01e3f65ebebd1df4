"""All renderers, tried with invented figures."""

from __future__ import annotations

from pathlib import Path

import pytest

from reporter.core.errors import ConfigurationError
from reporter.renderers.sample import try_mail, try_page, try_renderers


def write(folder: Path, name: str, source: str) -> None:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(source, "utf-8")


def test_everything_that_comes_with_reporter_can_be_rendered(tmp_path: Path) -> None:
    assert try_renderers((tmp_path,)) == ["page", "workbook", "mail", "chart"]
    assert list(tmp_path.iterdir()) == []


def test_a_template_is_tried_with_every_kind_of_section(tmp_path: Path) -> None:
    write(tmp_path, "ours.html", "{% for section in report.sections %}{{ section.kind }} {% endfor %}")
    try_page("ours.html", (tmp_path,))
    write(tmp_path, "parts/text.html", "{{ nope }}")
    with pytest.raises(ConfigurationError, match=r"parts/text\.html, line 1: 'nope' is undefined"):
        try_page("report.html", (tmp_path,))
    try_page("report.html", (tmp_path,), kinds=("kpis",))


def test_the_template_of_the_email_is_tried(tmp_path: Path) -> None:
    try_mail((tmp_path,))
    write(tmp_path, "mail.html", "{% if %}")
    with pytest.raises(ConfigurationError, match=r"mail\.html, line 1"):
        try_mail((tmp_path,))
