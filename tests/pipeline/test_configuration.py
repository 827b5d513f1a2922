"""Flags above environment above file; what is wrong is told in one line."""

import json
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.cli import OK, USAGE, build_parser, main, parse
from pipeline.configuration import load_configuration
from pipeline.errors import UsageError
from pipeline.made_by import Reading, reading_of
from pipeline.settings import SETTINGS, SITE_SETTINGS, example_file, file_schema
from schemas.inputs import ReadRules
from schemas.sites import SiteProfile
from tests.helpers import REPOSITORY, page, rows, write_pages


def uncommented() -> str:
    """The example with every setting set."""
    names = [known.name for known in (*SETTINGS, *SITE_SETTINGS)]
    lines = example_file().splitlines()
    return "\n".join(line.removeprefix("# ") if line.startswith(("# [site", *(f"# {name} =" for name in names))) else line for line in lines)


def as_json(value: Any) -> Any:
    """A TOML value as JSON Schema is to see it."""
    if isinstance(value, dict):
        return {name: as_json(item) for name, item in value.items()}
    return value.isoformat() if isinstance(value, date) else value


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to be started in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_example_sets_nothing_and_may_set_all() -> None:
    """As printed it says nothing; with each line taken in it is right, by its own schema too."""
    assert {} == tomllib.loads(example_file())
    said = tomllib.loads(uncommented())
    assert {known.name for known in SETTINGS} | {"site"} == set(said)
    jsonschema.validate(as_json(said), file_schema())


def test_what_the_example_says_is_read(here: Path) -> None:
    """Each setting holds, from the file."""
    (here / "zhengwen.toml").write_text(uncommented(), encoding="utf-8")
    configuration = load_configuration(None, {})

    assert [known.name for known in SETTINGS] == [held.setting.name for held in configuration.held]
    assert {"zhengwen.toml"} == {held.origin for held in configuration.held}
    assert (SiteProfile("www.example.cn/news", ("看点", "图说"), ("/%Y%m/%d/",), "衢州市"),) == configuration.sites


def test_every_setting_is_a_flag_of_some_command() -> None:
    """No setting is without effect."""
    commands = next(iter(build_parser()._subparsers._group_actions)).choices  # type: ignore[union-attr]
    flags = {flag for sub in commands.values() for action in sub._actions for flag in action.option_strings}  # type: ignore[union-attr, call-overload]

    assert set() == {known.flag for known in SETTINGS} - flags


@pytest.mark.parametrize(
    ("file", "variable", "flags", "expected"),
    [
        ("", None, [], ("auto", [])),
        ('workers = 3\nbeam = ["--a"]', None, [], ("3", ["--a"])),
        ('workers = 3\nbeam = ["--a"]', "4", [], ("4", ["--b", "--c d"])),
        ('workers = 3\nbeam = ["--a"]', "4", ["--workers", "5", "--beam=--x"], ("5", ["--x"])),
    ],
)
def test_flags_stand_above_environment_above_file(
    file: str, variable: str | None, flags: list[str], expected: tuple[str, list[str]], here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What stands higher replaces what stands lower."""
    (here / "zhengwen.toml").write_text(file)
    if variable:
        monkeypatch.setenv("ZHENGWEN_WORKERS", variable)
        monkeypatch.setenv("ZHENGWEN_BEAM", "--b '--c d'")
    options = parse(["ingest", "in", "--lake", "lake", *flags])

    assert expected == (options.workers, options.beam)


def test_a_configured_lake_needn_t_be_named(here: Path) -> None:
    """One that must be given by flag may be given once and for all."""
    (here / "other.toml").write_text('lake = "there"')

    assert Path("there") == parse(["--config", "other.toml", "verify"]).lake


@pytest.mark.parametrize(
    ("file", "told"),
    [
        ("lake = ", "no TOML"),
        ("lakes = 'x'", "lakes"),
        ("lake = 1", "lake"),
        ("lake = ''", "lake"),
        ("workers = true", "workers"),
        ("wait = 'long'", "wait"),
        ("wait = nan", "wait"),
        ("max_dead_letters = -1", "max_dead_letters"),
        ("slice_bytes = 'much'", "64k"),
        ("beam = '--x'", "list"),
        ("quiet = 'yes'", "quiet"),
        ("assume_year_before = 'May'", "2026-11-21"),
        ("site = 1", "site"),
        ("[site.x]\nhome = '某市'", "某市"),
        ("[site.x]\nlabels = []", "label_words"),
        ("[site.x]\ndate_patterns = ['%H']", "%H"),
        ("[[site]]\n", "site"),
    ],
)
def test_a_broken_file_is_one_clear_line(file: str, told: str, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Which file, which setting, what to write; exit code 2, and nothing is done."""
    (here / "zhengwen.toml").write_text(file, encoding="utf-8")

    assert USAGE == main(["ingest", "x", "--lake", "lake"])
    message = capsys.readouterr().err
    assert 1 == len(message.splitlines())
    assert "zhengwen.toml" in message
    assert told in message
    assert not (here / "lake").exists()


@given(data=st.binary(max_size=60) | st.text(max_size=60).map(str.encode))
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_are_read_or_refused(data: bytes, tmp_path: Path) -> None:
    """No file makes the program fall."""
    file = tmp_path / "zhengwen.toml"
    file.write_bytes(data)
    try:
        named = str(load_configuration(str(file), {}).file)
    except UsageError as error:
        named = str(error)[: len(str(file))]

    assert str(file) == named


def test_config_tells_what_holds_and_from_where(here: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """The file, the variable, the default; and a variable that is no setting."""
    (here / "zhengwen.toml").write_text('lake = "a"\nwait = 5\n[site."a.cn"]\nhome = "泰顺县"', encoding="utf-8")
    monkeypatch.setenv("ZHENGWEN_LAKE", "b")
    monkeypatch.setenv("ZHENGWEN_LAEK", "c")
    assert OK == main(["config"])
    captured = capsys.readouterr()
    lines = {line.split()[0]: line.split()[1:] for line in captured.out.splitlines() if line}

    assert (["b", "ZHENGWEN_LAKE"], ["5.0", "zhengwen.toml"], ["auto", "default"]) == (lines["lake"], lines["wait"], lines["workers"])
    assert ["泰顺县"] == lines["home"]
    assert "ZHENGWEN_LAEK" in captured.err
    assert OK == main(["config", "--json"])
    assert {"value": "b", "from": "ZHENGWEN_LAKE"} == json.loads(capsys.readouterr().out)["settings"]["lake"]


def test_the_document_shows_the_example() -> None:
    """docs/configuration.md has the file that is printed."""
    assert f"```toml\n{example_file()}```" in (REPOSITORY / "docs" / "configuration.md").read_text(encoding="utf-8")


def test_a_site_s_profile_changes_what_its_pages_give(here: Path) -> None:
    """A label said of the site makes a lone row a teaser, and the page's address gives its date; other pages are as they were."""
    text = page(published=None) + "\n镜头 山村小学的孩子们第一次看见了大海"
    write_pages(here / "a" / "202505" / "14", one=text)
    write_pages(here / "b" / "202505" / "14", two=text.replace("供水", "供热"))
    (here / "zhengwen.toml").write_text('[site."a"]\nlabel_words = ["镜头"]\ndate_patterns = ["/%Y%m/%d/"]\nhome = "泰顺县"', encoding="utf-8")
    assert OK == main(["ingest", "a", "b", "--lake", "lake", "--quiet"])

    assert {"a": date(2025, 5, 14), "b": None} == {row["source_uri"][0]: row["published_date"] for row in rows(here / "lake", "articles")}
    assert [("a", "镜头")] == [(row["source_uri"][0], row["label"]) for row in rows(here / "lake", "teasers")]


def test_profiles_are_kept_with_what_they_made() -> None:
    """What the ledger keeps of a source holds them all, and gives them back."""
    reading = Reading(ReadRules(sites=(SiteProfile("a.cn", ("看点",), ("%Y%m%d",), "衢州市"), SiteProfile("b.cn"))))

    assert reading == reading_of(reading.made_by)
    assert reading.made_by != Reading().made_by
