"""A source that is to be forgotten is itself and what lies in it, and nothing that only begins like it."""

import pytest

from schemas.forgotten import NOTHING, Forgotten, is_below


@pytest.mark.parametrize(
    ("uri", "source", "below"),
    [
        ("in/a.txt", "in/a.txt", True),
        ("in/a.txt.gz", "in/a.txt", False),
        ("in/a.jsonl#3", "in/a.jsonl", True),
        ("in/a.jsonl#31", "in/a.jsonl#3", False),
        ("in/a.zip#b/c.html", "in/a.zip#b", True),
        ("in/a/b.txt", "in/a", True),
        ("in/a/b.txt", "in/a/", True),
        ("in/ab.txt", "in/a", False),
        ("in", "in/", False),
    ],
)
def test_below(uri: str, source: str, *, below: bool) -> None:
    """Boundaries are / and #."""
    assert is_below(uri, source) == below
    assert Forgotten(sources=("other", source)).names(uri) == below


def test_lists_are_joined() -> None:
    """Each name once; an empty list is false."""
    joined = Forgotten(frozenset("a"), ("x", "y")) | Forgotten(frozenset("b"), ("x",))
    assert joined == Forgotten(frozenset("ab"), ("x", "y"))
    assert joined
    assert not NOTHING
