"""Text that was read in the wrong encoding."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.text.mojibake import undo_mojibake

STORY = (
    "沙溪镇的老渡口修好了，摆渡人梁望舒把木船重新刷了一遍桐油。他说，冬天水浅，船走得慢，可是对岸的孩子上学还得靠它。\n"
    "镇里出了12万元，乡亲们凑了8000元，工钱没有人肯要。元宵节那天，两岸的人都到河边来看新船下水。"
)


def misread(text: str, *encodings: str) -> str:
    """The text, read wrongly by each encoding in turn."""
    for encoding in encodings:
        text = text.encode().decode(encoding, "replace")
    return text


@pytest.mark.parametrize("encodings", [("latin-1",), ("latin-1", "latin-1"), ("latin-1", "latin-1", "latin-1")])
def test_what_loses_nothing_is_undone_wholly(encodings: tuple[str, ...]) -> None:
    """Latin-1 has a character for every byte, so that the text comes back as it was."""
    assert undo_mojibake(misread(STORY, *encodings)) == STORY


@pytest.mark.parametrize("encodings", [("gb18030",), ("gb18030", "gb18030"), ("cp1252",), ("cp1252", "cp1252")])
def test_most_of_what_loses_bytes_is_undone(encodings: tuple[str, ...]) -> None:
    """Seven of eight characters and more come back, in their order."""
    undone = undo_mojibake(misread(STORY, *encodings))
    rest = iter(undone)

    assert sum(char in rest for char in "沙溪镇的老渡口") >= 5
    assert len(set(STORY) & set(undone)) >= len(set(STORY)) * 7 / 8


@pytest.mark.parametrize(
    "text",
    [STORY, "", "plain", "Ein Café in Zürich verkauft Brötchen.", "今日の天気は晴れです", "Сегодня тепло", "舊渡口修好了，兩岸的人都來看。"],
)
def test_other_text_stays(text: str) -> None:
    """Text that was read rightly is left alone, of whatever language."""
    assert undo_mojibake(text) == text


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1, max_size=300))
def test_hanzi_are_not_taken_for_a_wrong_reading(text: str) -> None:
    """No run of hanzi becomes shorter by more than what bytes that happen to be UTF-8 could explain."""
    assert len(undo_mojibake(text)) >= len(text) // 2


@given(st.text(max_size=200))
def test_every_text_has_an_answer(text: str) -> None:
    """No text makes it fail."""
    assert isinstance(undo_mojibake(text), str)
