"""Which script a text is written in."""

from pathlib import Path

import pytest

from transforms.text.characters import rebuild_scripts
from transforms.text.script import script_of


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("县委书记主持会议并讲话。", "Hans"),
        ("縣議員視察排水設施與農會倉庫。", "Hant"),
        ("市長は会議で新しい計画について話した。", "Jpan"),
        ("시장이 회의를 주재했다.", "Kore"),
        ("The mayor opened the meeting.", "Latn"),
        ("2025-07-01 10:30", "Zyyy"),
        ("", "Zyyy"),
        ("日本の「さくら」という名の店が城南开业,县里的居民纷纷前来,排起了长长的队伍,店主说没有想到生意会这么好,准备再开一家分店。", "Hans"),
    ],
)
def test_scripts(text: str, script: str) -> None:
    """Each script is told, Simplified from Traditional, and a quoted Japanese name makes no Japanese text."""
    assert script == script_of(text)


def test_the_table_is_what_opencc_gives() -> None:
    """The file that ships is what its script writes."""
    shipped = Path(rebuild_scripts.__file__).with_name("scripts.txt").read_text("utf-8")
    assert shipped == rebuild_scripts.lines()
