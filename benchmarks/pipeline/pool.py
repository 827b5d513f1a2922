"""What a user would write instead of a pipeline: a pool of processes that calls the same functions and writes the same tables.

    python -m benchmarks.pipeline.pool INPUT LAKE WORKERS

No ledger, no commit, no syncs: what the pool leaves out is to its favour. Near-duplicates are looked for in an index in memory.
"""

import sqlite3
import sys
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from multiprocessing import Pool
from pathlib import Path

from benchmarks.pipeline.work import page_records
from pipeline.discover import find_sources
from pipeline.lake.near_duplicates import TABLE, changed_partitions
from pipeline.lake.similar import SimilarIndex, key_of
from pipeline.lake.similar_schema import set_up
from pipeline.slices import cut_slices
from schemas.inputs import Manifest, ReadRules
from schemas.outcomes import PageRow
from schemas.partitions import Grain, partition_name
from schemas.records import DeadLetter, NearDuplicate
from schemas.slices import DayMerge
from schemas.stages import ExtractedPage
from transforms.fragments import read_fragment, stage_fragment
from transforms.merge import Folders, merge_days
from transforms.parquet import write_table
from transforms.plan import plan_merges
from transforms.read import read_source
from transforms.rows import record_table
from transforms.signatures import SIGNATURES_FILE, read_signatures, signatures_to_bytes
from transforms.text.outcomes import dead_outcome, page_outcome
from transforms.text.signature import Signature

MERGES = 32


def main() -> int:
    """Read INPUT into LAKE with WORKERS processes."""
    source, lake, workers = sys.argv[1:]
    staging = Path(lake, "_staging")
    staging.mkdir(parents=True, exist_ok=True)
    manifests = [manifest for part in cut_slices(find_sources([source], staging).sources) for manifest in part.manifests]
    with Pool(int(workers)) as pool:
        names = pool.map(partial(_stage, staging=staging), manifests, chunksize=1)
        fragments = [read_fragment(staging, name) for name in names]
        uris = [item.uri for manifest in manifests for item in manifest.sources]
        plan = plan_merges(fragments, (), uris)
        staged = [file for files in pool.imap(partial(merge_days, folders=Folders(lake, str(staging))), batched(plan.merges)) for file in files]
    for file in staged:
        if file.path:
            target = Path(lake, partition_name(file.table, file.day))
            target.parent.mkdir(parents=True, exist_ok=True)
            Path(staging, file.path).replace(target)
    _write_near_duplicates(lake, [outcome for fragment in fragments for outcome in fragment.outcomes], dict(read_signatures(staging, names)))
    return 0


def batched(merges: Sequence[DayMerge]) -> Iterator[Sequence[DayMerge]]:
    """Some merges at a time, since those of one table's days read the same files."""
    return (merges[start : start + MERGES] for start in range(0, len(merges), MERGES))


def _write_near_duplicates(lake: str, outcomes: Iterable[PageRow], signatures: dict[str, Signature]) -> None:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    set_up(connection)
    with SimilarIndex(connection) as index:
        index.begin("")
        speakers: dict[str, PageRow] = {}
        for page in sorted(outcomes, key=lambda page: (page.claim, page.uri)):
            if page.article_id and page.day:
                speakers.setdefault(page.article_id, page)
        pages = sorted(speakers.items(), key=lambda speaker: key_of(speaker[0]))
        index.put_all((article_id, page.day, signatures[page.uri]) for article_id, page in pages if page.day and page.uri in signatures)
        for day, _, rows in changed_partitions(index, Grain.DAY):
            if rows:
                target = Path(lake, partition_name(TABLE, day))
                target.parent.mkdir(parents=True, exist_ok=True)
                write_table(TABLE, record_table(NearDuplicate, rows).replace_schema_metadata(None), target)


def _stage(manifest: Manifest, staging: Path) -> str:
    """Write a manifest's rows; the name of their fragment."""
    items = [page_records(page) for source in manifest.sources for page in read_source(source, ReadRules())]
    pages = [item for item in items if isinstance(item, ExtractedPage)]
    letters = [item for item in items if isinstance(item, DeadLetter)]
    outcomes = [*(page_outcome(page) for page in pages), *(dead_outcome(letter) for letter in letters)]
    return stage_fragment(outcomes, pages, staging, {SIGNATURES_FILE: signatures_to_bytes(pages)}).name


if __name__ == "__main__":
    sys.exit(main())
