"""How well near-duplicates are found, on stories whose reposts are known; and what the index costs, on signatures alone.

    ./run_local.sh bench duplicates [--stories N] [--seed S]
    ./run_local.sh bench duplicates --index N

The first prints precision and recall of pairs, as groups tell them, and recall by kind of edit. The second puts N drawn signatures, of
which a tenth are near-duplicates, into an index on disk, and prints CPU time, resident memory and the file's size as it grows.
"""

import argparse
import resource
import sqlite3
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from hashlib import sha256
from itertools import combinations, islice
from pathlib import Path

import numpy as np

from benchmarks.duplicates.corpus import Told, corpus
from pipeline.lake.similar import SimilarIndex
from pipeline.lake.similar_file import open_index
from pipeline.lake.similar_schema import set_up
from schemas.partitions import UNKNOWN_DATE
from transforms.text.signature import BINS, Signature, signature_of

SLICE = 2_000
"""Stories a transaction."""
NEAR = 0.1
"""Share of drawn signatures that are another one's with a fifth of its bins changed."""

Pair = tuple[int, int]


def found_pairs(stories: list[Told]) -> set[Pair]:
    """The pairs of stories that are in one group, by their places in the list."""
    connection = sqlite3.connect("", isolation_level=None)
    set_up(connection)
    places: dict[str, list[int]] = {}
    with SimilarIndex(connection) as index:
        index.begin("")
        for place, story in enumerate(stories):
            places[sha256(f"{place} {story.text}".encode()).hexdigest()] = [place]
        signed = ((article_id, signature_of(stories[place].text)) for article_id, (place,) in places.items())
        index.put_all((article_id, UNKNOWN_DATE, signature) for article_id, signature in signed if signature is not None)
        groups: dict[str, list[int]] = {}
        for _, _, rows in index.changes():
            for row in rows:
                groups.setdefault(row.group_id, []).extend(places[row.article_id])
    return pairs_of(list(groups.values()))


def pairs_of(groups: list[list[int]]) -> set[Pair]:
    """All pairs within groups."""
    return {pair for group in groups for pair in combinations(sorted(group), 2)}


def true_pairs(stories: list[Told]) -> set[Pair]:
    """The pairs that come of the same story."""
    families: dict[int, list[int]] = {}
    for place, story in enumerate(stories):
        families.setdefault(story.family, []).append(place)
    return pairs_of(list(families.values()))


def report_quality(count: int, seed: int) -> None:
    """Print precision and recall."""
    stories = list(corpus(count, seed))
    found, right = found_pairs(stories), true_pairs(stories)
    kinds = Counter(story.kind if story.kind in {"told", "form", "background"} else "repost" for story in stories)
    print(f"{count} stories, seed {seed}: " + ", ".join(f"{number} {kind}" for kind, number in sorted(kinds.items())))  # noqa: T201 - a report
    print(f"{len(right)} pairs; precision {len(found & right) / len(found):.4f}, recall {len(found & right) / len(right):.4f}")  # noqa: T201 - likewise
    asked, hit = Counter[str](), Counter[str]()
    for pair in right:
        for edit in {edit for place in pair for edit in stories[place].kind.split("+")}:
            asked[edit] += 1
            hit[edit] += pair in found
    for edit in sorted(asked, key=lambda name: hit[name] / asked[name]):
        print(f"  {edit:14} {asked[edit]:6} pairs  recall {hit[edit] / asked[edit]:.3f}")  # noqa: T201 - likewise


def drawn(count: int, seed: int) -> Iterator[tuple[str, Signature]]:
    """Ids and signatures; some are near those before them."""
    chance = np.random.default_rng(seed)
    last = chance.integers(0, 1 << 16, BINS, dtype=np.uint16)
    for number in range(count):
        if chance.random() < NEAR:
            bins = last.copy()
            bins[chance.choice(BINS, BINS // 5, replace=False)] = chance.integers(0, 1 << 16, BINS // 5, dtype=np.uint16)
        else:
            bins = last = chance.integers(0, 1 << 16, BINS, dtype=np.uint16)
        yield sha256(str(number).encode()).hexdigest(), Signature(bins.astype("<u2").tobytes(), b"")


def report_cost(count: int, seed: int) -> None:
    """Print what the index costs as it grows."""
    print(f"{'stories':>9} {'CPU s':>8} {'ms/story':>9} {'MB resident':>12} {'MB on disk':>11} {'rows':>8}")  # noqa: T201 - a report
    with tempfile.TemporaryDirectory() as folder:
        path, rows, begun, lap = Path(folder, "similar.sqlite"), 0, time.process_time(), time.process_time()
        stories = drawn(count, seed)
        for start in range(0, count, SLICE):
            with open_index(path) as index:
                index.begin(str(start))
                index.put_all((article_id, UNKNOWN_DATE, signature) for article_id, signature in islice(stories, SLICE))
                rows += sum(len(come) for _, _, come in index.changes())
                index.commit()
            if start + SLICE >= count or (start + SLICE) % max(SLICE, count // 10) == 0:
                now, done = time.process_time(), min(start + SLICE, count)
                memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
                size = path.stat().st_size / 1e6
                rate = (now - lap) / max(SLICE, count // 10) * 1000
                print(f"{done:>9,} {now - begun:>8.0f} {rate:>9.2f} {memory:>12.0f} {size:>11.0f} {rows:>8,}", flush=True)  # noqa: T201 - likewise
                lap = now


def main() -> None:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(prog="bench duplicates")
    parser.add_argument("--stories", type=int, default=5_000, help="stories whose reposts are to be found")
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--index", type=int, help="put so many drawn signatures into an index instead, and tell what that costs")
    options = parser.parse_args()
    if options.index:
        report_cost(options.index, options.seed)
    else:
        report_quality(options.stories, options.seed)


if __name__ == "__main__":
    main()
