"""One pass over the articles' columns: dates and where they came from, bounds, media, doubts, and which stories to look at."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from heapq import nsmallest

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.lake.folders import Lake
from pipeline.report.doubts import COLUMNS, Doubt, Known, doubt_masks, doubts_in
from pipeline.report.facts import Bounds, StoryFacts
from pipeline.report.heavy import Commonest
from pipeline.report.scan import batches
from schemas.partitions import UNKNOWN_DATE

ALIKE = 4
"""Stories with the same doubts that are kept to choose from: twenty that all lack a title show less than twenty that differ."""
DRAWN = 40
TOP_MEDIA = 12
TOP_BOUNDS = 12

Place = tuple[str, date]
"""Where a story lies: its article_id and its partition's first day."""


@dataclass
class Chosen:
    """Stories to look at: for each combination of doubts the first few by their ids, and some of all stories."""

    dubious: dict[int, list[Place]] = field(default_factory=dict)
    """By the mask of their doubts."""
    counts: Counter[int] = field(default_factory=Counter)
    """How many stories have each mask."""
    drawn: list[Place] = field(default_factory=list)
    """Those whose ids are smallest: an id is a digest, so this is as good as drawing lots."""

    def add(self, ids: list[str], masks: list[int], day: date) -> None:
        """Take in a batch, whose ids are in order."""
        self.counts.update(masks)
        self.drawn = nsmallest(DRAWN, [*self.drawn, *((name, day) for name in ids[:DRAWN])])
        seen: Counter[int] = Counter()
        for name, mask in zip(ids, masks, strict=True):
            if mask and seen[mask] < ALIKE:
                seen[mask] += 1
                self.dubious[mask] = nsmallest(ALIKE, [*self.dubious.get(mask, []), (name, day)])


@dataclass
class _Sums:
    days: Counter[tuple[date, str]] = field(default_factory=Counter)
    sources: Counter[str] = field(default_factory=Counter)
    bounds: Commonest[tuple[date | None, date | None]] = field(default_factory=lambda: Commonest(20_000))
    media: Commonest[str] = field(default_factory=lambda: Commonest(50_000))
    characters: int = 0


def read_stories(lake: Lake, known: Known) -> tuple[StoryFacts, Chosen]:
    """What the articles say together, and the stories that deserve a look. Raises LakeError where a file is damaged."""
    sums, chosen = _Sums(), Chosen()
    for day, batch in batches(lake, "articles", COLUMNS):
        _add(sums, day, batch)
        chosen.add(batch["article_id"].to_pylist(), doubt_masks(batch, known).tolist(), day)
    bounds = tuple(Bounds(*pair, count) for pair, count in sums.bounds.top(TOP_BOUNDS))
    facts = StoryFacts(dict(sums.days), dict(sums.sources), bounds, sums.characters, sums.media.top(TOP_MEDIA), _by_doubt(chosen.counts))
    return facts, chosen


def _add(sums: _Sums, day: date, batch: pa.RecordBatch) -> None:
    sums.characters += int(np.sum(batch["characters"].to_numpy(), dtype=np.int64))
    dated = pa.table([batch["published_date"], batch["date_source"]], names=["day", "source"])
    for row in dated.group_by(["day", "source"]).aggregate([([], "count_all")]).to_pylist():
        sums.sources[row["source"]] += row["count_all"]
        if row["day"]:
            sums.days[row["day"], row["source"]] += row["count_all"]
    sums.media.add(counted(batch["source_name"].drop_null()))
    if day == UNKNOWN_DATE:
        pairs = zip(batch["earliest_date"].to_pylist(), batch["latest_date"].to_pylist(), strict=True)
        sums.bounds.add(Counter(pairs).items())


def counted(values: pa.Array) -> Iterator[tuple[str, int]]:
    """Each value with how often it occurs."""
    found = pc.value_counts(values)
    return zip(found.field("values").to_pylist(), found.field("counts").to_pylist(), strict=True)


def _by_doubt(counts: Counter[int]) -> dict[Doubt, int]:
    found: Counter[Doubt] = Counter()
    for mask, count in counts.items():
        found.update(dict.fromkeys(doubts_in(mask), count))
    return {doubt: found[doubt] for doubt in Doubt if found[doubt]}
