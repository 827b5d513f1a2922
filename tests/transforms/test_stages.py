"""The Beam twins of the pure functions, on the named runner, and the rows that they stage."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import apache_beam as beam
import pyarrow.parquet as pq
import pytest
from apache_beam.testing.util import assert_that, equal_to

from schemas.outcomes import Outcome
from schemas.partitions import partition_name
from schemas.reasons import Reason
from schemas.records import DeadLetter
from schemas.slices import DayMerge, Listing, StagedFile
from schemas.stages import DatedPage, DecodedPage, ExtractedPage, Page
from tests.helpers import page as page_text
from transforms.beam.extract import ExtractPage, ExtractRecords
from transforms.beam.merge import MergeDays
from transforms.beam.packed import MOST_BLOCKS, CreatePacked
from transforms.beam.resolve import ResolveDate, ResolveDates
from transforms.beam.separate import SeparateStories, SeparateStory
from transforms.beam.stage import StageDeadLetters, StagePages, StageRows
from transforms.fragments import FRAGMENTS, read_fragment
from transforms.merge import Folders, merge_days
from transforms.stage import FRAGMENT_PAGES
from transforms.text.charset import decode_page
from transforms.text.extract import Extractor, extract_page
from transforms.text.resolve import resolve_date
from transforms.text.separate import separate_story


def decoded(text: str, uri: str = "a.txt") -> DecodedPage:
    """A page of naive text."""
    return decode_page(Page(uri, text.encode()))


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    """The loaded finders."""
    return Extractor.load()


@pytest.fixture(scope="module")
def extract(extractor: Extractor) -> Callable[..., ExtractedPage]:
    """Takes a page's text all the way to its records."""

    def extract(text: str, uri: str = "a.txt") -> ExtractedPage:
        return extract_page(resolve_date(separate_story(decoded(text, uri))), extractor)

    return extract


def test_separate_stories_is_separate_story(pipeline: beam.Pipeline) -> None:
    """The transform gives what the function gives, and the dead letter of a page without a story, with its bytes."""
    good, bare = decoded(page_text()), decoded("首页\n登录", "b.txt")
    expected = DeadLetter(bare.page_id, "b.txt", Reason.NO_STORY.value, "2 lines, none of them a story's or a teaser row", bare.size, bare.head)
    with pipeline:
        separated = pipeline | beam.Create([good, bare]) | SeparateStories()
        assert_that(separated.separated, equal_to([separate_story(good)]), label="stories")
        assert_that(separated.dead, equal_to([expected]), label="dead letters")


def test_resolve_dates_is_resolve_date(pipeline: beam.Pipeline) -> None:
    """The transform gives what the function gives."""
    separated = separate_story(decoded(page_text(teasers=2)))
    with pipeline:
        dated = pipeline | beam.Create([separated]) | ResolveDates()
        assert_that(dated, equal_to([resolve_date(separated)]))


def test_extract_records_is_extract_page(pipeline: beam.Pipeline, extractor: Extractor) -> None:
    """The transform gives what the function gives."""
    dated = resolve_date(separate_story(decoded(page_text())))
    with pipeline:
        assert_that(pipeline | beam.Create([dated]) | ExtractRecords(), equal_to([extract_page(dated, extractor)]))


def test_do_fns_work_by_themselves() -> None:
    """A DoFn is set up and called without a pipeline."""
    (separated,) = SeparateStory().process(decoded(page_text()))
    (dated,) = ResolveDate(None).process(separated)
    extract = ExtractPage()
    extract.setup()
    (extracted,) = extract.process(dated)

    assert isinstance(dated, DatedPage)
    assert date(2025, 5, 13) == extracted.article.published_date


def test_a_fragment_tells_what_became_of_its_pages(pipeline: beam.Pipeline, extract: Callable[..., ExtractedPage], tmp_path: Path) -> None:
    """Staged rows and dead letters are found again by the names that the transforms give."""
    letter = DeadLetter("d" * 64, "dead.txt", "empty", "no bytes", 0, b"")
    with pipeline:
        pipeline | "pages" >> beam.Create([extract(page_text(teasers=2))]) | StageRows(str(tmp_path))
        pipeline | "letters" >> beam.Create([letter]) | StageDeadLetters(str(tmp_path))

    outcomes = {page.uri: page for entry in (tmp_path / FRAGMENTS).iterdir() for page in read_fragment(tmp_path, entry.name).outcomes}
    assert (Outcome.STORY, date(2025, 5, 13), 2) == (outcomes["a.txt"].outcome, outcomes["a.txt"].day, len(outcomes["a.txt"].teaser_days))
    assert (Outcome.DEAD, "empty") == (outcomes["dead.txt"].outcome, outcomes["dead.txt"].reason)


def test_a_full_fragment_is_staged_before_the_bundle_ends(extract: Callable[..., ExtractedPage], tmp_path: Path) -> None:
    """A worker holds no more than FRAGMENT_PAGES pages, however large the bundle."""
    stage = StagePages(str(tmp_path))
    stage.start_bundle()
    page = extract(page_text())
    names = [name for _ in range(2 * FRAGMENT_PAGES + 1) for name in stage.process(page)]

    assert 2 == len(names)
    assert 1 == len(list(stage.finish_bundle()))


def test_a_bundle_tried_again_leaves_the_same_fragment(extract: Callable[..., ExtractedPage], tmp_path: Path) -> None:
    """The name and the bytes of a fragment come from its pages."""
    trees = []
    for _ in range(2):
        stage = StagePages(str(tmp_path))
        stage.start_bundle()
        list(stage.process(extract(page_text(teasers=2))))
        list(stage.finish_bundle())
        trees.append({path.relative_to(tmp_path): path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()})

    assert trees[0] == trees[1]


def test_merge_days_is_merge_day(pipeline: beam.Pipeline, extract: Callable[..., ExtractedPage], tmp_path: Path) -> None:
    """Rows come, rows go, and an article's pages are listed; the staged file holds the day's rows, sorted."""
    folders = Folders(str(tmp_path / "lake"), str(tmp_path / "staging"))
    Path(folders.staging).mkdir()
    stage = StagePages(folders.staging)
    stage.start_bundle()
    pages = [extract(page_text(name=name), f"{name}.txt") for name in ("柳青川", "方以南", "蓝一舟")]
    for page in pages:
        list(stage.process(page))
    (name,) = [value.value for value in stage.finish_bundle()]
    first, second, third = (page.article for page in pages)
    day = date(2025, 5, 13)
    listing = Listing(first.article_id, "other.txt", first.page_id, ("柳青川.txt",))
    merge = DayMerge("articles", day, take=((name, 0),), losers=("方以南.txt",), listings=(listing,))
    with pipeline:
        staged = pipeline | beam.Create([merge]) | MergeDays(folders)
        assert_that(staged, equal_to([StagedFile("articles", day, "merged/articles/2025-05-13.staged", 2, 0)]))

    rows = pq.ParquetFile(tmp_path / "staging" / "merged/articles/2025-05-13.staged").read().to_pylist()
    assert sorted([first.article_id, third.article_id]) == [row["article_id"] for row in rows]
    assert {first.article_id: ["柳青川.txt"], third.article_id: []} == {row["article_id"]: row["duplicates"] for row in rows}
    assert second.article_id not in {row["article_id"] for row in rows}


def test_a_day_without_rows_has_no_file(extract: Callable[..., ExtractedPage], tmp_path: Path) -> None:
    """When the last row of a day goes, the merge says so instead of staging an empty file."""
    folders = Folders(str(tmp_path / "lake"), str(tmp_path / "staging"))
    Path(folders.staging).mkdir()
    stage = StagePages(folders.staging)
    stage.start_bundle()
    page = extract(page_text())
    list(stage.process(page))
    (name,) = [value.value for value in stage.finish_bundle()]
    day = date(2025, 5, 13)
    (staged,) = merge_days([DayMerge("articles", day, take=((name, 0),))], folders)
    target = tmp_path / "lake" / partition_name("articles", day)
    target.parent.mkdir(parents=True)
    (tmp_path / "staging" / str(staged.path)).rename(target)

    assert [StagedFile("articles", day, None, 0, 1)] == merge_days([DayMerge("articles", day, drop=(page.article.article_id,))], folders)


@pytest.mark.parametrize("count", [0, 1, 3 * MOST_BLOCKS + 1])
def test_what_is_given_packed_comes_once_each(count: int) -> None:
    """However many elements a graph begins with, each comes out once."""
    merges = [DayMerge("articles", date(2026, 3, 1), drop=(f"{number:064x}",)) for number in range(count)]
    with beam.Pipeline("DirectRunner") as pipeline:
        assert_that(pipeline | CreatePacked(merges), equal_to(merges))
