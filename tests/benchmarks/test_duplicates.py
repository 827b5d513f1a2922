"""How well near-duplicates are found on the generated corpus: floors that a change must not go below."""

import hashlib

from benchmarks.duplicates.__main__ import drawn, found_pairs, true_pairs
from benchmarks.duplicates.corpus import EDITS, MISREADINGS, corpus

STORIES = 1_200
DIGEST = "2ce78458daaa59a1"


def test_precision_and_recall_of_pairs() -> None:
    """At least .98 of the pairs in one group come of the same story, and at least .95 of those that do are in one group."""
    stories = list(corpus(STORIES))
    digest = hashlib.sha256("\0".join(story.text for story in stories).encode()).hexdigest()
    assert digest[:16] == DIGEST, "the corpus is another one: measure it, then set the digest"
    found, right = found_pairs(stories), true_pairs(stories)

    assert len(right) > 500
    assert len(found & right) / len(found) >= 0.98
    assert len(found & right) / len(right) >= 0.95


def test_every_edit_occurs() -> None:
    """The corpus has every kind of edit, wrong readings included, and stories that only look alike."""
    kinds = {edit for story in corpus(STORIES) for edit in story.kind.split("+")}

    assert kinds == {"told", "form", "background", *EDITS, *MISREADINGS}


def test_drawn_signatures_are_the_same_each_time() -> None:
    """What the index's cost is measured on can be made again."""
    assert list(drawn(50, 3)) == list(drawn(50, 3))
