"""The plan of a slice's merges."""

from collections.abc import Sequence
from datetime import date
from itertools import permutations

import pytest

from schemas.outcomes import Outcome, PageRow
from schemas.partitions import UNKNOWN_DATE
from schemas.slices import DayMerge, Fragment, Listing
from transforms.plan import ARTICLES, plan_merges

MAY, JUNE = date(2025, 5, 1), date(2025, 6, 1)


def story(uri: str, article: str = "a", claim: str = "1", day: date = MAY, teaser_days: tuple[date, ...] = ()) -> PageRow:
    """A page that gives a story; its bytes are its own."""
    return PageRow(uri, uri.partition("#")[0], f"page-{uri}", Outcome.STORY, None, article, claim, day, teaser_days)


def fragment(*pages: PageRow) -> Fragment:
    """A fragment with a batch for each day that its pages have articles and teasers in."""
    articles = sorted({page.day for page in pages if page.day})
    teasers = sorted({day for page in pages for day in page.teaser_days})
    return Fragment("f", pages, {"articles": articles, "people": articles, "teasers": teasers})


def merges(plan_of: Sequence[DayMerge], table: str) -> list[DayMerge]:
    """The merges of one table."""
    return [merge for merge in plan_of if merge.table == table]


def test_a_new_story_comes_and_nothing_goes() -> None:
    """A story that the lake doesn't know is taken into its day in every table that it has rows for."""
    plan = plan_merges([fragment(story("new"))], [], {"new"})

    assert (DayMerge("articles", MAY, take=(("f", 0),)), DayMerge("people", MAY, take=(("f", 0),))) == plan.merges
    assert () == plan.removed


def test_of_two_pages_the_one_with_the_smaller_claim_speaks() -> None:
    """The better-dated page gives the article its row, the other is listed as its duplicate and gives no rows."""
    plan = plan_merges([fragment(story("x", claim="2"), story("y", claim="1"))], [], {"x", "y"})

    assert [DayMerge("articles", MAY, take=(("f", 0),), losers=("x",), listings=(Listing("a", "y", "page-y", ("x",)),))] == merges(
        plan.merges, "articles"
    )


def test_a_day_is_told_only_of_its_own_losers() -> None:
    """A page whose rows don't come is named in the merges of its day alone, so that a plan grows with its pages, not with pages times days."""
    pages = [story("x", claim="2", day=JUNE), story("y", claim="1"), story("z", article="b", day=JUNE)]
    plan = plan_merges([fragment(*pages)], [], {"x", "y", "z"})

    assert [(MAY, ()), (JUNE, ("x",))] == [(merge.day, merge.losers) for merge in merges(plan.merges, "articles")]


def test_a_better_dated_page_moves_the_article_to_its_day() -> None:
    """When a later page speaks better for a story, the story leaves the day that it lay in."""
    plan = plan_merges([fragment(story("new", claim="1", day=JUNE))], [story("old", claim="2", day=MAY)], {"new"})

    leaves, comes = merges(plan.merges, "articles")
    assert (MAY, ("a",), ()) == (leaves.day, leaves.drop, leaves.take)
    assert (JUNE, (), (("f", 0),)) == (comes.day, comes.drop, comes.take)
    assert (Listing("a", "new", "page-new", ("old",)),) == comes.listings


def test_a_page_that_loses_to_a_known_one_is_only_listed() -> None:
    """The article's rows stay as they are but for the list of its pages."""
    plan = plan_merges([fragment(story("new", claim="2"))], [story("old", claim="1")], {"new"})

    assert (DayMerge("articles", MAY, listings=(Listing("a", "old", "page-old", ("new",)),)),) == plan.merges


def test_a_changed_page_takes_its_old_story_away() -> None:
    """A file that gives another story now no longer gives the old one, in whatever day that lay."""
    plan = plan_merges([fragment(story("file", article="b", day=JUNE))], [story("file", article="a", day=MAY)], {"file"})

    leaves, comes = merges(plan.merges, "articles")
    assert (MAY, ("a",)) == (leaves.day, leaves.drop)
    assert (JUNE, (("f", 0),)) == (comes.day, comes.take)


def test_a_page_that_is_gone_from_its_file_is_removed() -> None:
    """A line that a file no longer has is no longer in the lake."""
    plan = plan_merges([fragment(story("file#1", article="b"))], [story("file#1", article="b"), story("file#2", article="a")], {"file"})

    assert ["file#2"] == [page.uri for page in plan.removed]
    assert ("a", "b") == merges(plan.merges, "articles")[0].drop


def test_the_next_page_in_line_is_read_again_when_the_speaker_goes() -> None:
    """Rows of a page that has not spoken so far were not kept: its file is read again first."""
    known = [story("file", article="a", claim="1"), story("other", article="a", claim="2")]
    plan = plan_merges([fragment(story("file", article="b"))], known, {"file"})

    assert ("other",) == plan.reread


def test_a_page_that_cannot_be_read_again_inherits_the_rows() -> None:
    """When the next page's file is gone, the article's rows stay where they are, under that page's name."""
    known = [story("file", article="a", claim="1", day=MAY), story("other", article="a", claim="2", day=JUNE)]
    plan = plan_merges([fragment(story("file", article="b", day=UNKNOWN_DATE))], known, {"file"}, {"other"})

    assert () == plan.reread
    assert [("other", "1", MAY)] == [(page.uri, page.claim, page.day) for page in plan.inherited]
    assert (Listing("a", "other", "page-other", ()),) == merges(plan.merges, "articles")[1].listings


def test_teasers_of_equal_pages_are_taken_once() -> None:
    """Two copies of a page show the same teasers: those of the smaller URI are kept."""
    copies = [PageRow(uri, uri, "same", Outcome.INDEX, None, None, "", None, (JUNE,)) for uri in ("b", "a")]
    plan = plan_merges([fragment(*copies)], [], {"a", "b"})

    assert (DayMerge("teasers", JUNE, take=(("f", 0),), losers=("b",)),) == plan.merges


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_who_speaks_does_not_depend_on_the_order_of_arrival(order: tuple[int, ...]) -> None:
    """Whichever page comes first, the same one speaks in the end and the same others are listed."""
    pages = [story("x", claim="2", day=JUNE), story("y", claim="1", day=MAY), story("z", claim="1", day=MAY)]
    known: list[PageRow] = []
    listed: dict[str, Listing] = {}
    for position in order:
        plan = plan_merges([fragment(pages[position])], known, {pages[position].uri})
        listed.update((listing.article_id, listing) for merge in plan.merges for listing in merge.listings)
        known.append(pages[position])

    assert Listing("a", "y", "page-y", ("x", "z")) == listed["a"]
    assert "y" == ARTICLES.winners(known)["a"].uri
