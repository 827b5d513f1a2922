"""Completion, asked of the shells themselves where they are installed."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.cli import OK, main
from tests.helpers import REPOSITORY

ASKED = {
    "zhengwen sam": {"sample"},
    "zhengwen sample pe": {"people"},
    "zhengwen query --c": {"--csv"},
    "zhengwen export people --to j": {"jsonl"},
    "./run_local.sh verify --rep": {"--repair"},
}
BASH = """source {script}
COMP_LINE='{line}'; COMP_POINT=${{#COMP_LINE}}; COMP_TYPE=9; COMP_KEY=9; COMP_WORDS=($COMP_LINE); COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1))
compopt() {{ :; }}
_python_argcomplete "${{COMP_WORDS[0]}}"
printf '%s\\n' "${{COMPREPLY[@]}}" """
FISH = "source {script}; complete --do-complete '{line}'"
ZSH = """zmodload zsh/zpty; zpty shell zsh -f -i
zpty -w shell "PS1=; autoload -Uz compinit; compinit -u -D; source {script}; zstyle ':completion:*' list-prompt ''; echo rea''dy"
zpty -r shell seen '*ready*'
zpty -w -n shell $'{line}\\t'
sleep 3
zpty -w -n shell $'\\C-u'
zpty -w shell 'echo do''ne'
zpty -r shell seen '*done*'
print -r -- "$seen" """


@pytest.fixture
def path(tmp_path: Path) -> str:
    """A PATH with a program `zhengwen`."""
    for name in ("zhengwen", "run_local.sh"):
        program = tmp_path / name
        program.write_text(f'#!/bin/sh\nPYTHONPATH="{REPOSITORY}" exec "{sys.executable}" -m pipeline.cli "$@"\n')
        program.chmod(0o755)
    return f"{tmp_path}{os.pathsep}{os.environ['PATH']}"


@pytest.mark.parametrize("line", ASKED)
@pytest.mark.parametrize(("shell", "code"), [("bash", BASH), ("fish", FISH), ("zsh", ZSH)])
def test_the_shell_completes(shell: str, code: str, line: str, path: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Commands, flags, tables and choices, in a clone's script too."""
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")
    assert OK == main(["completion", shell])
    script = tmp_path / "script"
    script.write_text(capsys.readouterr().out)
    environment = os.environ | {"PATH": path, "HOME": str(tmp_path)}
    command = [shell, "-c", code.format(script=script, line=line)]
    told = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True, timeout=60).stdout  # noqa: S603 - our own
    words = set(told.replace("\x1b", " ").split())

    assert ASKED[line] <= words
