"""What the benchmark of segmentation cuts."""

import unicodedata

from benchmarks.segmentation.__main__ import random_strings, seconds, stories


def test_strings_can_be_made_again_and_hold_all_kinds_of_characters() -> None:
    """Equal seeds give equal strings, another seed others; ideographs of every plane, Latin and signs are among them, lone surrogates aren't."""
    strings = list(random_strings(500))
    assert strings == list(random_strings(500)) != list(random_strings(500, seed=6))
    characters = set("".join(strings))
    assert {"Lo", "Ll", "Nd", "So", "Po"} <= {unicodedata.category(char) for char in characters}
    assert any(char > "\uffff" for char in characters)
    assert not any("\ud800" <= char <= "\udfff" for char in characters)


def test_stories_are_the_texts_of_made_pages() -> None:
    """Made pages give stories of several paragraphs without their teasers' labels and dates."""
    texts = list(stories(20))
    assert len(texts) > 15
    assert all(text.count("\n") >= 2 and "责任编辑" not in text for text in texts)


def test_every_text_is_cut_once() -> None:
    """What is timed is asked for each text, in order."""
    asked: list[str] = []

    def cut(text: str) -> list[str]:
        asked.append(text)
        return [text]

    assert seconds(cut, ["a", "b"]) >= 0
    assert ["a", "b"] == asked
