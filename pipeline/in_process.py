"""A small slice, run without Beam: the same functions as the graph's DoFns call, one after another in this process.

Importing Beam, building a graph and starting its workers takes several times what twenty small files take (docs/performance.md has what
was measured), whatever the graph does. So a page or a few, and a watch's slices, are run as what they are: one bundle.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

from pipeline.slice_job import SliceJob
from schemas.records import DeadLetter
from schemas.slices import SourceRead
from schemas.stages import ExtractedPage, Page
from transforms.collect import KnownPages, plan_slice, write_staged
from transforms.decode import decode_or_reject
from transforms.extract import loaded_extractor
from transforms.merge import Folders, merge_days
from transforms.read import read_manifest
from transforms.separate import separate_or_reject
from transforms.stage import letters_in_fragments, pages_in_fragments
from transforms.text.extract import extract_page
from transforms.text.resolve import resolve_date


def run_in_process(job: SliceJob) -> None:
    """Stage a slice's files, as its graph would."""
    plan_and_merge(_staged(job, job.folders.staging), job.folders, job.ledger, job.unreadable)


def plan_and_merge(items: Iterable[str | SourceRead], folders: Folders, ledger: KnownPages, unreadable: frozenset[str]) -> None:
    """Plan what staged fragments change, merge the days, and list the staged files for the commit.

    Args:
        items: The fragments' names, and what was read.
        folders: The lake and the slice's staging folder.
        ledger: What is known of pages read before.
        unreadable: URIs of files that can't be read again.
    """
    staging = Path(folders.staging)
    write_staged(merge_days(plan_slice(items, staging, ledger, unreadable, folders.grain), folders), staging)


def _staged(job: SliceJob, staging: str) -> Iterator[str | SourceRead]:
    """Take the slice's pages through all stages; the names of their fragments, and what was read."""
    pages, letters = pages_in_fragments(staging), letters_in_fragments(staging)
    for manifest in job.manifests:
        for item in read_manifest(manifest, job.rules, job.forgotten):
            given = _through(item, job) if isinstance(item, Page) else item
            if isinstance(given, SourceRead):
                yield given
            else:
                yield from letters.take(given) if isinstance(given, DeadLetter) else pages.take(given)
    yield from pages.end()
    yield from letters.end()


def _through(page: Page, job: SliceJob) -> ExtractedPage | DeadLetter:
    """A page from its bytes to its records, or to the dead letter of the stage that can't take it."""
    decoded = decode_or_reject(page, job.rules.caps)
    separated = decoded if isinstance(decoded, DeadLetter) else separate_or_reject(decoded)
    if isinstance(separated, DeadLetter):
        return separated
    return extract_page(resolve_date(separated, assume_latest_year_before=job.assume_latest_year_before), loaded_extractor())
