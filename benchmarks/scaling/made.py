"""Rows made for measuring: articles without pages, and the ledger's rows without files, quick to make and as large as real ones."""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path
from random import Random

import pyarrow as pa

from pipeline.lake.ledger_rows import SourceRow
from schemas.outcomes import Outcome, PageRow
from schemas.parts import Part
from schemas.records import Article, Span
from transforms.rows import record_table

DAY = date(2026, 11, 21)
CHARACTERS = 1_200
"""Of a story: those of the labelled ones have 1,240 in the mean."""
POOL = 1_000_000
"""Characters that stories are cut from: more than a page of Parquet, or zstd's window, holds."""


def chance_of(seed: int | str) -> Random:
    """The same numbers for the same seed."""
    return Random(seed)  # noqa: S311  made rows


@cache
def _pool() -> str:
    """Words of jieba's dictionary by chance, each as often as the dictionary says."""
    found = find_spec("jieba")
    if found is None or found.origin is None:
        raise ModuleNotFoundError("jieba")
    lines = [line.split(" ") for line in Path(found.origin).with_name("dict.txt").read_text(encoding="utf-8").splitlines()]
    chosen = chance_of(3).choices([line[0] for line in lines], [int(line[1]) for line in lines], k=POOL)
    return "".join(chosen)[:POOL]


def keys(part: Part, count: int, seed: int) -> list[str]:
    """So many ids that lie in a range, each once."""
    chance = chance_of(f"{seed} {part}")
    first = int(part.low or "0", 16)
    room = (1 << 32) // part.count
    return [f"{first + chance.randrange(room):08x}{chance.getrandbits(224):056x}" for _ in range(count)]


def articles(ids: Sequence[str], characters: int = CHARACTERS) -> pa.Table:
    """An article of so many characters for each id, on DAY, without metadata; those of as many ids say the same."""
    made = _articles(len(ids), characters)
    for name, values in (("article_id", ids), ("page_id", ids), ("source_uri", [f"crawl/2026/11/21/{id_[:12]}.html" for id_ in ids])):
        place = made.schema.get_field_index(name)
        made = made.set_column(place, made.schema.field(place), pa.array(values))
    return made


@lru_cache(1)
def _articles(count: int, characters: int) -> pa.Table:
    chance, pool = chance_of(count), _pool()
    starts = [chance.randrange(len(pool) - characters) for _ in range(count)]
    lines = [Span(start, start + 99) for start in range(0, characters, 100)]
    rows = [
        Article(
            "", "", "", pool[start : start + 20], "text", pool[start : start + characters], lines, DAY, "byline",
            "2026-11-21 08:30", DAY, DAY, "县融媒体中心", "来源", [], "Hans", characters, 12, [], "0",
        )
        for start in starts
    ]  # fmt: skip
    return record_table(Article, rows)


def ledger_rows(first: int, count: int) -> Iterator[tuple[SourceRow, PageRow]]:
    """A source of one page with a story for each number, in the order of numbers; ids are as random as digests."""
    for number in range(first, first + count):
        uri = f"crawl/2026/{number // 1000:06}/{number % 1000:03}.html"
        chance = chance_of(number)
        page, story = (f"{chance.getrandbits(256):064x}" for _ in range(2))
        yield (
            SourceRow(uri, 9_000, 1, "9000:1700000000000000000:1700000000000000000", settled=True, pages=1),
            PageRow(uri, uri, page, Outcome.STORY, None, story, f"0 2026-11-21 {page}", DAY, (DAY,)),
        )
