"""The command line: help, usage, printing."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.cli import COMMANDS, OK, USAGE, build_parser, main
from schemas.version import VERSION
from tests.helpers import REPOSITORY, page, rows, write_pages


def test_help_tells_every_command_and_the_exit_codes() -> None:
    """--help has a line for each command, examples, and what exit codes mean."""
    told = build_parser().format_help()

    assert all(re.search(rf"^ +{command.name}\s", told, re.MULTILINE) and command.help in told for command in COMMANDS)
    assert "exit codes: 0" in told


@pytest.mark.parametrize("command", [command.name for command in COMMANDS])
def test_each_command_has_help(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    """COMMAND --help says what it is for and describes each of its flags."""
    with pytest.raises(SystemExit) as ended:
        main([command, "--help"])

    assert OK == ended.value.code
    assert len(capsys.readouterr().out.splitlines()) > 5


@pytest.mark.parametrize("command", [command.name for command in COMMANDS])
def test_each_command_is_in_the_readme(command: str) -> None:
    """The README names every command."""
    assert f"`{command} " in (REPOSITORY / "README.md").read_text(encoding="utf-8")


def test_help_and_version_start_without_beam() -> None:
    """--version and --help import neither Beam nor pyarrow."""
    command = "try: main(['--version'])\nexcept SystemExit: print(sorted({'apache_beam', 'pyarrow'} & set(sys.modules)))"
    code = f"import sys; from pipeline.cli import main\n{command}"
    told = subprocess.run([sys.executable, "-c", code], cwd=REPOSITORY, capture_output=True, text=True, check=True).stdout  # noqa: S603 - our own
    assert [f"zhengwen {VERSION}", "[]"] == told.splitlines()


@pytest.mark.parametrize(
    "arguments",
    [[], ["ingest"], ["ingest", "x"], ["ingest", "x", "--lake", "y", "--slice-bytes", "much"], ["ingest", "x", "--lake", "y", "--workers", "0"]],
)
def test_wrong_usage_exits_with_2(arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What can't be meant is refused before anything is done."""
    monkeypatch.chdir(tmp_path)
    try:
        code: object = main(arguments)
    except SystemExit as ended:
        code = ended.code

    assert USAGE == code
    assert [] == list(tmp_path.iterdir())


def test_extract_prints_what_the_contract_says(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A line for each story: id, spans that cut their surface forms, and the six lists."""
    text = "溪口县委书记李国明5月12日说,项目投资860万元。"
    file = tmp_path / "in.jsonl"
    file.write_text(json.dumps({"id": "one", "text": text, "reference": "2025-05-13T00:00:00"}, ensure_ascii=False) + "\n", encoding="utf-8")

    assert OK == main(["extract", "--jsonl", str(file)])
    row = json.loads(capsys.readouterr().out)
    assert ["id", "spans", "people", "organizations", "places", "dates", "quantities", "quotes"] == list(row)
    assert {("李国明", "person"), ("860万元", "quantity"), ("5月12日", "date")} <= {(text[start:end], kind) for start, end, kind in row["spans"]}
    assert ("2025-05-12", "8600000") == (row["dates"][0]["earliest"], row["quantities"][0]["value"].partition(".")[0])


def test_extract_says_which_line_is_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A line that is no story's object is told with its number."""
    file = tmp_path / "in.jsonl"
    file.write_text('{"id": 1, "text": "开工了。"}\n{"id": 2}\n', encoding="utf-8")

    assert USAGE == main(["extract", "--jsonl", str(file)])
    assert "line 2" in capsys.readouterr().err


def test_explain_shows_each_line_with_its_reason(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Every line of the page is shown with a role and why."""
    folder = write_pages(tmp_path, one=page(teasers=2))

    assert OK == main(["explain", str(folder / "one.txt")])
    told = capsys.readouterr().out
    for line in (folder / "one.txt").read_text(encoding="utf-8").splitlines():
        assert any(line in shown and shown.rstrip().endswith("]") for shown in told.splitlines())


def test_explain_does_not_let_a_page_steer_the_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Escape sequences of a page are shown as blanks."""
    folder = write_pages(tmp_path, one=page().replace("清浦县委书记", "清浦县\x1b[31m委\u202e书记"))
    main(["explain", str(folder / "one.txt")])

    assert not {"\x1b", "\u202e"} & set(capsys.readouterr().out)


def test_explain_of_a_page_that_is_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A page that can't be taken in is told with its reason, and the exit code is 1."""
    folder = write_pages(tmp_path, one="")

    assert 1 == main(["explain", str(folder / "one.txt")])
    assert "empty" in capsys.readouterr().err


def test_keys_of_json_lines_can_be_named(tmp_path: Path) -> None:
    """A crawler's own key is found where the user names it, and a name that there isn't is refused."""
    file = tmp_path / "in.jsonl"
    file.write_text(json.dumps({"payload": {"main": page()}, "when": "2025-05-20"}, ensure_ascii=False), encoding="utf-8")
    arguments = ["ingest", str(file), "--quiet", "--json-field", "text=payload.main", "--json-field", "published=when"]

    assert OK == main([*arguments, "--lake", str(tmp_path / "lake")])
    assert ["2025-05-20"] == [str(row["published_date"]) for row in rows(tmp_path / "lake", "articles")]
    assert USAGE == main([*arguments, "--json-field", "words=main", "--lake", str(tmp_path / "other")])


def test_the_demo_shows_its_tables_each_time(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A second start has nothing to read, and shows the tables and rows all the same."""
    shown = []
    for _ in range(2):
        assert OK == main(["demo", "--lake", str(tmp_path / "lake"), "--quiet"])
        shown.append(capsys.readouterr().out.partition("table ")[2])

    assert shown[0] == shown[1]
    assert "articles" in shown[0]


@pytest.mark.parametrize(
    ("variables", "coloured"),
    [({"TERM": "xterm"}, True), ({"TERM": "xterm", "NO_COLOR": "1"}, False), ({"TERM": "xterm", "NO_COLOR": ""}, True), ({"TERM": "dumb"}, False)],
)
def test_explain_is_in_colour_where_colour_is_wanted(
    variables: dict[str, str],
    coloured: bool,  # noqa: FBT001 - pytest gives it
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """In a terminal, unless NO_COLOR says otherwise or the terminal has none."""
    monkeypatch.delenv("NO_COLOR", raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    main(["explain", str(write_pages(tmp_path, one=page()) / "one.txt")])

    assert coloured is ("\x1b[" in capsys.readouterr().out)
