"""What a user would write instead of a pipeline: a pool of processes that calls the same functions and writes the same tables.

    python -m benchmarks.pipeline.pool INPUT LAKE WORKERS

No ledger, no commit, no syncs: what the pool leaves out is to its favour. Near-duplicates are looked for in an index that is thrown away.
"""

import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import partial
from multiprocessing import Pool
from pathlib import Path

from benchmarks.pipeline.similar import write_near_duplicates
from benchmarks.pipeline.work import page_records
from pipeline.discover import find_sources
from pipeline.lake.similar_schema import key_of
from pipeline.slices import cut_slices
from schemas.inputs import Manifest, ReadRules
from schemas.outcomes import PageRow
from schemas.partitions import partition_name
from schemas.records import DeadLetter
from schemas.slices import DayMerge
from schemas.stages import ExtractedPage
from transforms.fragments import read_fragment, stage_fragment
from transforms.merge import Folders, merge_days
from transforms.plan import plan_merges
from transforms.read import read_source
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
    signatures = {story.uri: story.signature for story in read_signatures(staging, names)}
    told = _told([outcome for fragment in fragments for outcome in fragment.outcomes], signatures)
    write_near_duplicates(Path(lake), told)
    return 0


def batched(merges: Sequence[DayMerge]) -> Iterator[Sequence[DayMerge]]:
    """Some merges at a time, since those of one table's days read the same files."""
    return (merges[start : start + MERGES] for start in range(0, len(merges), MERGES))


def _told(outcomes: Iterable[PageRow], signatures: dict[str, Signature]) -> Iterator[tuple[str, date, Signature]]:
    """The stories with their days and signatures, each from the page that speaks for it."""
    speakers: dict[str, PageRow] = {}
    for page in sorted(outcomes, key=lambda page: (page.claim, page.uri)):
        if page.article_id and page.day:
            speakers.setdefault(page.article_id, page)
    pages = sorted(speakers.items(), key=lambda speaker: key_of(speaker[0]))
    return ((article_id, page.day, signatures[page.uri]) for article_id, page in pages if page.day and page.uri in signatures)


def _stage(manifest: Manifest, staging: Path) -> str:
    """Write a manifest's rows; the name of their fragment."""
    items = [page_records(page) for source in manifest.sources for page in read_source(source, ReadRules())]
    pages = [item for item in items if isinstance(item, ExtractedPage)]
    letters = [item for item in items if isinstance(item, DeadLetter)]
    outcomes = [*(page_outcome(page) for page in pages), *(dead_outcome(letter) for letter in letters)]
    return stage_fragment(outcomes, pages, staging, {SIGNATURES_FILE: signatures_to_bytes(pages)}).name


if __name__ == "__main__":
    sys.exit(main())
