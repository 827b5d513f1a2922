"""The records of stories whose pages are gone, extracted anew from the text that the lake holds."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from schemas.partitions import partition_folder
from schemas.sites import SiteProfile
from schemas.slices import DayMerge, Fragment, StagedFile
from schemas.stages import ExtractedPage, StoryContext
from schemas.tables import STORY_TABLES
from transforms.fragments import stage_fragment
from transforms.merge import Folders, merge_days
from transforms.parts import partition_files
from transforms.text.extract import Extractor
from transforms.text.sites import site_of

RECORD_TABLES = tuple(table for table in STORY_TABLES if table != "articles")
COLUMNS = ("article_id", "source_uri", "page_id", "text", "published_date", "title", "source_name")
BATCH_ROWS = 256
"""Articles of a fragment."""


@dataclass(frozen=True, slots=True)
class DayOfStories:
    """A partition of articles, and those of its pages whose stories' records are to be made anew."""

    day: date
    uris: tuple[str, ...]
    sites: tuple[SiteProfile, ...] = ()
    """What the user says of sites; of these stories only the source_uri is known, not the URL."""


def remake_day(element: DayOfStories, folders: Folders, extractor: Extractor) -> list[StagedFile]:
    """Extract the records of a day's stories from their text, and stage the day's new files; the articles' rows stay as they are.

    Args:
        element: The day, and the pages.
        folders: The lake and the slice's staging folder.
        extractor: The extractor.
    """
    ids: list[str] = []
    fragments: list[Fragment] = []
    for number, batch in enumerate(_batches(element.day, folders)):
        rows = _chosen(batch, element.uris)
        ids += [row["article_id"] for row in rows]
        pages = [_extracted(row, element.sites, extractor) for row in rows]
        fragments.append(stage_fragment([], pages, Path(folders.staging), name=f"{element.day.isoformat()}-{number}"))
    merges = [_merge(table, element.day, ids, fragments) for table in RECORD_TABLES]
    return merge_days(merges, folders)


def _batches(day: date, folders: Folders) -> Iterator[pa.RecordBatch]:
    for file in partition_files(Path(folders.lake, partition_folder("articles", day)), folders.grain):
        yield from (piece for batch in file.batches(columns=list(COLUMNS)) for piece in pa.Table.from_batches([batch]).to_batches(BATCH_ROWS))


def _chosen(batch: pa.RecordBatch, uris: Sequence[str]) -> list[dict[str, Any]]:
    return list(batch.filter(pc.is_in(batch["source_uri"], pa.array(uris, pa.string()))).to_pylist())


def _extracted(row: dict[str, Any], sites: Sequence[SiteProfile], extractor: Extractor) -> ExtractedPage:
    site = site_of([row["source_uri"]], sites)
    context = StoryContext(row["article_id"], row["published_date"], row["title"], row["source_name"], site.home if site else None)
    return ExtractedPage(row["page_id"], row["source_uri"], None, extractor.extract(row["text"], context), ())


def _merge(table: str, day: date, ids: Sequence[str], fragments: Sequence[Fragment]) -> DayMerge:
    take = tuple((fragment.name, batch) for fragment in fragments for batch, _ in enumerate(fragment.days.get(table, ())))
    return DayMerge(table, day, drop=tuple(ids), take=take)
