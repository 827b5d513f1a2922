"""The account of a slice, slices themselves, and which runner runs them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.runners import pipeline_options, workers_for
from pipeline.slices import MANIFEST_BYTES, MANIFEST_SOURCES, cut_slices
from pipeline.tally import AccountError, Tally, tally_slice, total
from schemas.inputs import Source
from schemas.outcomes import Outcome, PageRow
from schemas.slices import Fragment, SourceRead


def outcome(uri: str, kind: Outcome, article: str | None = None, reason: str | None = None) -> PageRow:
    """What became of a page."""
    return PageRow(uri, uri, uri, kind, reason, article, "", None)


PAGES = (
    outcome("a", Outcome.STORY, "x"),
    outcome("b", Outcome.STORY, "x"),
    outcome("c", Outcome.STORY, "known"),
    outcome("d", Outcome.INDEX),
    outcome("e", Outcome.DEAD, reason="empty"),
)


def test_pages_add_up() -> None:
    """Two pages of one story are a story and a duplicate; one of a story that the lake has is a duplicate."""
    tally = tally_slice([SourceRead("folder", 0, 3), SourceRead("other", 0, 2)], [Fragment("f", PAGES, {})], {"known"})

    assert Tally(5, 1, 2, 1, 1, (("empty", 1),)) == tally
    assert tally.pages == tally.stories + tally.duplicates + tally.indexes + tally.dead


@pytest.mark.parametrize("entered", [4, 6])
def test_a_page_too_few_or_too_many_stops_the_slice(entered: int) -> None:
    """A slice whose sums differ is not committed."""
    with pytest.raises(AccountError, match="nothing of this slice was committed"):
        tally_slice([SourceRead("folder", 0, entered)], [Fragment("f", PAGES, {})], ())


def test_a_page_told_twice_stops_the_slice() -> None:
    """Two outcomes of one page are a fault even when the sum is right."""
    with pytest.raises(AccountError):
        tally_slice([SourceRead("folder", 0, 6)], [Fragment("f", (*PAGES, PAGES[0]), {})], ())


def test_tallies_add() -> None:
    """The account of a run is the sum of its slices', reasons included."""
    one = Tally(3, 1, 1, 0, 1, (("empty", 1),))
    two = Tally(2, 0, 0, 1, 1, (("binary", 1),))

    assert Tally(5, 1, 1, 1, 2, (("binary", 1), ("empty", 1))) == total([one, two])


@given(st.lists(st.integers(0, 3 * MANIFEST_BYTES), max_size=500), st.integers(1, 10 * MANIFEST_BYTES))
def test_slices_and_manifests_keep_every_source_in_order(sizes: list[int], slice_bytes: int) -> None:
    """Each source is in one slice and one manifest; neither is larger than its bound unless one source is."""
    sources = [Source(f"s{position}", f"/s{position}", size, 0) for position, size in enumerate(sizes)]
    slices = list(cut_slices(sources, slice_bytes))

    assert sources == [source for part in slices for manifest in part.manifests for source in manifest.sources]
    assert list(range(len(slices))) == [part.number for part in slices]
    for part in slices:
        assert len(part.sources) == 1 or sum(source.size for source in part.sources) <= slice_bytes
        for manifest in part.manifests:
            assert len(manifest.sources) <= MANIFEST_SOURCES
            assert len(manifest.sources) == 1 or sum(source.size for source in manifest.sources) <= MANIFEST_BYTES


@pytest.mark.parametrize(("runner", "workers"), [("DirectRunner", 1), ("FnApiRunner", 2)])
def test_local_runners_are_named(runner: str, workers: int) -> None:
    """DirectRunner is FnApiRunner, named, in one process or several."""
    options = pipeline_options(runner, workers).get_all_options()

    assert ("FnApiRunner", workers) == (options["runner"], options["direct_num_workers"])


def test_other_runners_get_their_flags() -> None:
    """What the user says to Beam is passed on."""
    options = pipeline_options("FlinkRunner", 1, ["--parallelism=4"]).get_all_options()

    assert ("FlinkRunner", 4) == (options["runner"], options["parallelism"])


def test_workers_are_a_number_or_auto() -> None:
    """A small input gets one worker, and nonsense is refused."""
    assert 1 == workers_for("auto", 1000)
    assert 3 == workers_for("3", 1000)
    with pytest.raises(ValueError, match="from 1 up, or auto"):
        workers_for("many", 0)
