"""Names found once are found again, and nothing that only looks like them."""

import pytest

from transforms.text.lexicon import Lexicons
from transforms.text.mentions import Mention, without_overlaps
from transforms.text.repeats import repeated
from transforms.text.segment import load_segmenter
from transforms.text.signals import Watcher


@pytest.fixture(scope="module")
def watcher() -> Watcher:
    """What segments the texts."""
    return Watcher(load_segmenter(), Lexicons.load())


def test_later_mentions_are_found(watcher: Watcher) -> None:
    """A name of three characters is found wherever it stands."""
    found = repeated(watcher.signals("田茂盛说。随后田茂盛离开。"), [Mention(0, 3, "person")])

    assert [Mention(0, 3, "person"), Mention(7, 10, "person")] == found


def test_a_name_cut_short_is_made_whole(watcher: Watcher) -> None:
    """A name whose end went into the next word is mended by the text's other mentions of it, not by rarer ones."""
    text = "向若初说，向若初中气十足，向若初走了。"
    whole, again = Mention(0, 3, "person"), Mention(13, 16, "person")

    assert [whole, Mention(5, 8, "person"), again] == repeated(watcher.signals(text), [whole, Mention(5, 7, "person"), again])
    assert Mention(5, 7, "person") in repeated(watcher.signals(text[:12]), [whole, Mention(5, 7, "person")])


def test_inside_a_longer_word_is_no_mention(watcher: Watcher) -> None:
    """A short name isn't found inside a word."""
    found = repeated(watcher.signals("向平说，方向平稳。"), [Mention(0, 2, "person")])

    assert [Mention(0, 2, "person")] == found


def test_a_name_of_two_kinds_is_the_commoner(watcher: Watcher) -> None:
    """A further mention takes the kind that the name mostly has."""
    text = "长白山好，长白山大，长白山说，长白山高"
    found = repeated(watcher.signals(text), [Mention(0, 3, "place"), Mention(5, 8, "place"), Mention(10, 13, "person")])

    assert Mention(15, 18, "place") == found[-1]


def test_of_overlapping_mentions_the_first_given_stays() -> None:
    """Overlaps are settled by the order given, and empty mentions dropped."""
    mentions = [Mention(2, 5, "person"), Mention(0, 3, "place"), Mention(7, 7, "place"), Mention(5, 6, "place")]

    assert [Mention(2, 5, "person"), Mention(5, 6, "place")] == without_overlaps(mentions)
