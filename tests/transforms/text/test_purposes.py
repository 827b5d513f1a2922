"""Names of elements say what the elements are for."""

import pytest

from transforms.text.purposes import purposes


@pytest.mark.parametrize(
    ("names", "found"),
    [
        ("article-content", {"content"}),
        ("articleComment_list", {"content", "comment"}),
        ("sidebar", {"aside"}),
        ("bdsharebuttonbox", {"share"}),
        ("TRS_Editor", {"about"}),
        ("moreStories", {"related"}),
        ("load-more", set()),
        ("left", set()),
        ("category-open-thread post", {"content"}),
        ("advance", set()),
        ("x1 y2", set()),
        ("", set()),
    ],
)
def test_purposes(names: str, found: set[str]) -> None:
    """Words are told apart at hyphens, underscores and capitals; a word inside another is none."""
    assert purposes(names) == found
