"""What makes a story worth a second look, from its columns and from its page: each doubt is a plain fact that can be checked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from schemas.stages import Line

VERY_SHORT = 120
"""Characters: a notice or a caption is shorter, a news story seldom."""
VERY_LONG = 20_000
CROWDED = 10
"""Teaser rows around a story of fewer than CROWDED_STORY characters: one of them may have been taken for it."""
CROWDED_STORY = 400
LEFT_OUT = 40
"""Characters of a line that ends as a sentence does, stands beside or inside the story, and wasn't taken for it."""
BESIDE = 3
"""Lines: how near to the story's lines is beside it."""
SMALL_SHARE = 0.15
ENDS = tuple("。！？!?”」")
NEVER_STORY = frozenset({"nav", "other", "footer"})

Mask = npt.NDArray[np.int64]


class Doubt(StrEnum):
    """A reason to look at a story."""

    CONFLICT = "conflict"
    FUTURE = "future"
    NO_DATE = "no_date"
    BOUNDED = "bounded"
    NO_TITLE = "no_title"
    VERY_SHORT = "very_short"
    LEFT_OUT = "left_out"
    CROWDED = "crowded"
    SMALL_SHARE = "small_share"
    VERY_LONG = "very_long"
    WEAK_DATE = "weak_date"
    OTHER_SCRIPT = "other_script"
    NO_SOURCE = "no_source"


WEIGHTS: dict[Doubt, int] = {
    Doubt.CONFLICT: 4,
    Doubt.FUTURE: 4,
    Doubt.NO_DATE: 3,
    Doubt.BOUNDED: 2,
    Doubt.NO_TITLE: 2,
    Doubt.VERY_SHORT: 2,
    Doubt.LEFT_OUT: 2,
    Doubt.CROWDED: 2,
    Doubt.SMALL_SHARE: 1,
    Doubt.VERY_LONG: 1,
    Doubt.WEAK_DATE: 1,
    Doubt.OTHER_SCRIPT: 1,
    Doubt.NO_SOURCE: 1,
}
"""How much each counts where stories are put in order."""

BITS: dict[Doubt, int] = {doubt: 1 << place for place, doubt in enumerate(Doubt)}

COLUMNS = (
    "article_id", "title", "published_date", "date_source", "earliest_date", "latest_date", "source_name", "script", "characters", "teasers",
)  # fmt: skip
"""The columns of `articles` that doubts rest on."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a lake besides the rows."""

    last_run: date | None
    """The day of the newest run: no story that it read is younger."""
    conflicts: frozenset[str]
    """Articles whose pages give different days."""


def doubt_masks(batch: pa.RecordBatch, known: Known) -> Mask:
    """For each article of a batch with COLUMNS, the sum of the BITS of its doubts."""
    undated, bounded = _null(batch, "published_date"), ~(_null(batch, "earliest_date") & _null(batch, "latest_date"))
    characters, teasers = batch["characters"].to_numpy(), batch["teasers"].to_numpy()
    found = {
        Doubt.NO_DATE: undated & ~bounded,
        Doubt.BOUNDED: undated & bounded,
        Doubt.WEAK_DATE: _among(batch, "date_source", ("text", "path")),
        Doubt.FUTURE: _after(batch, known.last_run),
        Doubt.CONFLICT: _among(batch, "article_id", sorted(known.conflicts)),
        Doubt.NO_TITLE: _null(batch, "title"),
        Doubt.NO_SOURCE: _null(batch, "source_name"),
        Doubt.OTHER_SCRIPT: ~_among(batch, "script", ("Hans", "Hant")),
        Doubt.VERY_SHORT: characters < VERY_SHORT,
        Doubt.VERY_LONG: characters > VERY_LONG,
        Doubt.CROWDED: (teasers >= CROWDED) & (characters < CROWDED_STORY),
    }
    return sum((found[doubt].astype(np.int64) * BITS[doubt] for doubt in found), np.zeros(batch.num_rows, np.int64))


def _null(batch: pa.RecordBatch, column: str) -> npt.NDArray[np.bool_]:
    return np.asarray(batch[column].is_null().to_numpy(zero_copy_only=False), np.bool_)


def _among(batch: pa.RecordBatch, column: str, values: Sequence[str]) -> npt.NDArray[np.bool_]:
    found = pc.is_in(batch[column], value_set=pa.array(values, pa.string()))
    return np.asarray(found.to_numpy(zero_copy_only=False), np.bool_)


def _after(batch: pa.RecordBatch, day: date | None) -> npt.NDArray[np.bool_]:
    if day is None:
        return np.zeros(batch.num_rows, np.bool_)
    later = pc.fill_null(pc.greater(batch["published_date"], pa.scalar(day, pa.date32())), fill_value=False)
    return np.asarray(later.to_numpy(zero_copy_only=False), np.bool_)


def doubts_in(mask: int) -> tuple[Doubt, ...]:
    """The doubts of a mask, the weightiest first."""
    return tuple(doubt for doubt in Doubt if mask & BITS[doubt])


def weight(doubts: Sequence[Doubt]) -> int:
    """How dubious a story with these doubts is."""
    return sum(WEIGHTS[doubt] for doubt in doubts)


def page_doubts(lines: Sequence[Line]) -> tuple[Doubt, ...]:
    """The doubts that a page's lines give rise to."""
    story = {number for number, line in enumerate(lines) if line.role == "story"}
    near = {number + step for number in story for step in range(-BESIDE, BESIDE + 1)} - story
    left_out = any(0 <= number < len(lines) and _like_a_sentence(lines[number]) for number in near)
    characters = sum(len(line.text) for line in lines)
    small = sum(len(lines[number].text) for number in story) < SMALL_SHARE * characters
    return tuple(doubt for doubt, holds in ((Doubt.LEFT_OUT, left_out), (Doubt.SMALL_SHARE, small)) if holds)


def _like_a_sentence(line: Line) -> bool:
    return line.role in NEVER_STORY and len(line.text) >= LEFT_OUT and line.text.rstrip().endswith(ENDS)
