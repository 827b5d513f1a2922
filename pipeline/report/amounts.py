"""Quantities by dimension and unit: how many, and the largest."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.lake.folders import Lake
from pipeline.report.facts import Amount, UnitAmounts
from pipeline.report.scan import batches, rows_of
from schemas.partitions import UNKNOWN_DATE, partition_of

DIMENSIONS = ("money", "count", "percent", "length", "area", "weight", "duration", "speed", "other")
UNITS = {"money": 2, "count": 3}
"""How many units of a dimension are shown, the commonest first; of other dimensions OTHER_UNITS."""
OTHER_UNITS = 1
LARGEST = {"money": 8}
"""How many of the largest are shown; of other dimensions OTHER_LARGEST."""
OTHER_LARGEST = 3
KEPT_UNITS = 5_000
"""Different units that are remembered; hostile pages could make up more."""
SEPARATOR = "\x1f"

Unit = tuple[str, str]
"""A dimension and a unit."""


def read_amounts(lake: Lake) -> tuple[UnitAmounts, ...]:
    """The commonest units of each dimension with their largest values, in the order of DIMENSIONS."""
    counts: Counter[Unit] = Counter()
    largest: dict[Unit, list[Amount]] = {}
    for _, batch in batches(lake, "quantities", ["article_id", "text", "value", "dimension", "unit", "published_date"]):
        for unit, count, top in _largest(batch.filter(batch["value"].is_valid())):
            if unit in counts or len(counts) < KEPT_UNITS:
                counts[unit] += count
                largest[unit] = _distinct([*largest.get(unit, []), *top])[: _shown(unit)]
    return tuple(UnitAmounts(*unit, counts[unit], _titled(lake, largest[unit])) for unit in _units(counts))


def _distinct(amounts: Iterable[Amount]) -> list[Amount]:
    """The largest first; of those that are worded alike one."""
    return list({amount.text: amount for amount in sorted(amounts, key=_order, reverse=True)}.values())[::-1]


def _units(counts: Counter[Unit]) -> Iterator[Unit]:
    for dimension in DIMENSIONS:
        units = sorted((unit for unit in counts if unit[0] == dimension), key=lambda unit: (-counts[unit], unit))
        yield from units[: UNITS.get(dimension, OTHER_UNITS)]


def _shown(unit: Unit) -> int:
    return LARGEST.get(unit[0], OTHER_LARGEST)


def _order(amount: Amount) -> tuple[object, ...]:
    return -amount.value, amount.article_id, amount.text


def _largest(batch: pa.RecordBatch) -> Iterator[tuple[Unit, int, list[Amount]]]:
    """Each unit of a batch with its count and its largest amounts."""
    keys = pc.binary_join_element_wise(batch["dimension"], batch["unit"], SEPARATOR).dictionary_encode()
    codes, values = keys.indices.to_numpy(), batch["value"].cast(pa.float64(), safe=False).to_numpy(zero_copy_only=False)
    order = np.lexsort((-values, codes))
    for rows in np.split(order, np.flatnonzero(np.diff(codes[order])) + 1) if len(order) else ():
        dimension, unit = keys.dictionary[int(codes[rows[0]])].as_py().split(SEPARATOR, 1)
        top = batch.take(pa.array(rows[: _shown((dimension, unit))])).to_pylist()
        yield (dimension, unit), len(rows), [Amount(row["text"], row["value"], row["published_date"], row["article_id"]) for row in top]


def _titled(lake: Lake, amounts: Sequence[Amount]) -> tuple[Amount, ...]:
    """The amounts with their stories' titles and where those were read."""
    stories: dict[str, tuple[str | None, str]] = {}
    by_partition: dict[date, list[str]] = defaultdict(list)
    for amount in amounts:
        by_partition[partition_of(amount.day or UNKNOWN_DATE, lake.grain)].append(amount.article_id)
    for day, ids in by_partition.items():
        rows = rows_of(lake, "articles", day, ids, ["article_id", "title", "source_uri"])
        stories.update((row["article_id"], (row["title"], row["source_uri"])) for row in rows)
    named = ((amount, *stories.get(amount.article_id, (None, ""))) for amount in amounts)
    return tuple(replace(amount, title=title, source_uri=uri) for amount, title, uri in named)
