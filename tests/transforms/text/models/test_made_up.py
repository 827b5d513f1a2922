"""Made-up training sentences."""

import itertools

from transforms.text.lexicon import Lexicons
from transforms.text.models.made_up import Maker


def test_labels_hold_what_was_put_in() -> None:
    """Each label lies in its sentence, none overlap, and no slot is left unfilled."""
    for text, labels in Maker(Lexicons.load()).sentences(3):
        spans = sorted(labels)
        assert "{" not in text
        assert "}" not in text
        assert all(0 <= start < end <= len(text) for start, end, _ in spans)
        assert all(one[1] <= other[0] for one, other in itertools.pairwise(spans))


def test_the_same_seed_gives_the_same_sentences() -> None:
    """Training data are the same each time they are made."""
    lexicons = Lexicons.load()

    assert list(Maker(lexicons, 7).sentences(1)) == list(Maker(lexicons, 7).sentences(1))


def test_a_name_said_twice_is_renamed_once() -> None:
    """Renaming keeps a sentence's other words, and gives one name one new name."""
    text, labels = Maker(Lexicons.load()).renamed(("向平说，向平走了。", [(0, 2, "person"), (4, 6, "person")]))
    first, second = (text[start:end] for start, end, _ in labels)

    assert first == second != "向平"
    assert text == f"{first}说，{second}走了。"
