"""What a user would write instead of a pipeline: a pool of processes that calls the same functions and writes the same tables.

    python -m benchmarks.pipeline.pool INPUT LAKE WORKERS

No ledger, no commit, no syncs: what the pool leaves out is to its favour.
"""

import sys
from collections.abc import Iterator
from functools import cache, partial
from multiprocessing import Pool
from pathlib import Path

from pipeline.discover import find_sources
from pipeline.slices import cut_slices
from schemas.partitions import partition_name
from schemas.reasons import Rejected
from schemas.records import DeadLetter
from schemas.stages import Caps, ExtractedPage, Manifest, Page, ReadRules
from transforms.fragments import read_fragment, stage_fragment
from transforms.merge import Folders, merge_day
from transforms.plan import plan_merges
from transforms.read import read_source
from transforms.text.charset import decode_page
from transforms.text.dead_letters import dead_letter
from transforms.text.extract import Extractor, extract_page
from transforms.text.outcomes import dead_outcome, page_outcome
from transforms.text.resolve import resolve_date
from transforms.text.separate import separate_story

CAPS = Caps()
_extractor = cache(Extractor.load)


def main() -> int:
    """Read INPUT into LAKE with WORKERS processes."""
    source, lake, workers = sys.argv[1:]
    staging = Path(lake, "_staging")
    manifests = [manifest for part in cut_slices(find_sources([source], staging).sources) for manifest in part.manifests]
    with Pool(int(workers)) as pool:
        names = pool.map(partial(_stage, staging=staging), manifests, chunksize=1)
        fragments = [read_fragment(staging, name) for name in names]
        uris = [item.uri for manifest in manifests for item in manifest.sources]
        plan = plan_merges(fragments, (), uris)
        staged = pool.map(partial(merge_day, folders=Folders(lake, str(staging))), plan.merges)
    for file in staged:
        if file.path:
            target = Path(lake, partition_name(file.table, file.day))
            target.parent.mkdir(parents=True, exist_ok=True)
            Path(staging, file.path).replace(target)
    return 0


def _stage(manifest: Manifest, staging: Path) -> str:
    """Write a manifest's rows; the name of their fragment."""
    items = [item for source in manifest.sources for page in read_source(source, ReadRules()) for item in _records(page)]
    pages = [item for item in items if isinstance(item, ExtractedPage)]
    letters = [item for item in items if isinstance(item, DeadLetter)]
    outcomes = [*(page_outcome(page) for page in pages), *(dead_outcome(letter) for letter in letters)]
    return stage_fragment(outcomes, pages, staging).name


def _records(page: Page | DeadLetter) -> Iterator[ExtractedPage | DeadLetter]:
    """What becomes of a page."""
    if isinstance(page, DeadLetter):
        yield page
        return
    try:
        yield extract_page(resolve_date(separate_story(decode_page(page, CAPS))), _extractor())
    except Rejected as rejected:
        yield dead_letter(page.source_uri, page.data, rejected, CAPS)


if __name__ == "__main__":
    sys.exit(main())
