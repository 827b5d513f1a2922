"""Who and what appears most: people with their offices and organisations, organisations, and places by level."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.lake.folders import Lake
from pipeline.report.facts import Level, Named, NameFacts
from pipeline.report.heavy import Commonest
from pipeline.report.scan import batches
from pipeline.report.stories import counted

TOP = 20
TOP_OF_LEVEL = 10
TOP_PROVINCES = 12
WORDS = 4
"""Offices or organisations that are told of a name."""
LEVELS = ("country", "province", "city", "county", "town", "village", "site", "region", "other")


def read_names(lake: Lake) -> NameFacts:
    """The commonest names of a lake; people and organisations take two passes, so that words are kept for the commonest only."""
    people, people_rounded = _commonest(lake, "people")
    organizations, organizations_rounded = _commonest(lake, "organizations")
    levels, places, provinces = _places(lake)
    names = places.items()
    as_places: Counter[str] = Counter()
    for (_, name), count in names:
        as_places[name] += count if name in people else 0
    return NameFacts(
        tuple(replace(row, as_place=as_places[row.name]) for row in _with_words(lake, "people", people, "titles", "organization")),
        _with_words(lake, "organizations", organizations, "kind", "place"),
        tuple(_level(level, levels[level], names) for level in LEVELS if levels[level]),
        provinces,
        people_rounded or organizations_rounded or places.rounded,
    )


def _commonest(lake: Lake, table: str) -> tuple[dict[str, int], bool]:
    names: Commonest[str] = Commonest()
    for _, batch in batches(lake, table, ["name"]):
        names.add(counted(batch["name"]))
    return dict(names.top(TOP)), names.rounded


def _with_words(lake: Lake, table: str, names: dict[str, int], one: str, other: str) -> tuple[Named, ...]:
    """The names with the words that two columns have beside them."""
    words: dict[str, Counter[str]] = defaultdict(Counter)
    others: dict[str, Counter[str]] = defaultdict(Counter)
    wanted = pa.array(list(names), pa.string())
    for _, batch in batches(lake, table, ["name", one, other]) if names else ():
        for row in batch.filter(pc.is_in(batch["name"], value_set=wanted)).to_pylist():
            words[row["name"]].update(row[one] if isinstance(row[one], list) else [row[one]])
            others[row["name"]].update([row[other]] if row[other] else [])
    return tuple(Named(name, count, _top(words[name]), _top(others[name])) for name, count in names.items())


def _top(counts: Counter[str]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:WORDS])


def _places(lake: Lake) -> tuple[Counter[str], Commonest[tuple[str, str]], tuple[tuple[str, int], ...]]:
    """How many rows there are of each level, the names by level, and the commonest provinces."""
    names: Commonest[tuple[str, str]] = Commonest()
    levels: Counter[str] = Counter()
    provinces: Commonest[str] = Commonest()
    for _, batch in batches(lake, "places", ["name", "level", "province"]):
        levels.update(dict(counted(batch["level"])))
        provinces.add(counted(batch["province"].drop_null()))
        grouped = pa.table([batch["level"], batch["name"]], names=["level", "name"]).group_by(["level", "name"]).aggregate([([], "count_all")])
        names.add(((row["level"], row["name"]), row["count_all"]) for row in grouped.to_pylist())
    return levels, names, provinces.top(TOP_PROVINCES)


def _level(level: str, mentions: int, names: Iterable[tuple[tuple[str, str], int]]) -> Level:
    top = [(name, count) for (of, name), count in names if of == level]
    return Level(level, mentions, tuple(top[:TOP_OF_LEVEL]))
