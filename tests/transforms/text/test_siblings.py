"""A line that reads like a menu's is a story's where it is marked up as the paragraphs around it."""

from transforms.text.blocks import Block, Hints
from transforms.text.kinds import HEADLINE, MENU, SENTENCE, Kind
from transforms.text.siblings import siblings


def block(tag: str, parent: int, *, linked: float = 0.0, inside: bool = True) -> Block:
    """A block of that markup."""
    return Block("行", Hints(tag=tag, parent=parent, link_density=linked, inside=inside))


def found(middle: Block, before: Block, after: Block, kind: Kind = MENU) -> list[int]:
    """What is found among three lines, the outer ones sentences."""
    return list(siblings([before, middle, after], [SENTENCE, kind, SENTENCE]))


def test_a_paragraph_among_paragraphs() -> None:
    """The same parent and tag on both sides make a doubtful line a paragraph."""
    assert found(block("p", 1), block("p", 1), block("p", 1)) == [1]


def test_what_is_no_sibling() -> None:
    """Another parent, another tag, links, a place outside the region, or a kind that isn't doubtful change nothing."""
    paragraph = block("p", 1)

    assert found(block("p", 2), paragraph, paragraph) == []
    assert found(block("li", 1), paragraph, paragraph) == []
    assert found(block("p", 1, linked=1.0), paragraph, paragraph) == []
    assert found(block("p", 1, inside=False), paragraph, paragraph) == []
    assert found(paragraph, paragraph, paragraph, HEADLINE) == []


def test_the_last_line_has_no_sibling_below() -> None:
    """At the story's end, where lists of others begin, words decide."""
    assert list(siblings([block("p", 1), block("p", 1)], [SENTENCE, MENU])) == []
