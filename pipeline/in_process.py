"""A small slice, run without Beam: the same functions as the graph's DoFns call, one after another in this process.

Importing Beam, building a graph and starting its workers takes several times what twenty small files take (docs/performance.md has what
was measured), whatever the graph does. So a page or a few, and a watch's slices, are run as what they are: one bundle.
"""

from collections.abc import Iterator

from pipeline.slice_job import SliceJob
from schemas.records import DeadLetter
from schemas.slices import SourceRead
from schemas.stages import ExtractedPage, Page
from transforms.collect import Collected
from transforms.decode import decode_or_reject
from transforms.extract import loaded_extractor
from transforms.read import read_manifest
from transforms.separate import separate_or_reject
from transforms.stage import letters_in_fragments, pages_in_fragments
from transforms.text.extract import extract_page
from transforms.text.resolve import resolve_date


def stage_in_process(job: SliceJob) -> Iterator[Collected]:
    """Take the slice's pages through all stages, as its graph would; the names of their fragments, and what was read."""
    pages, letters = pages_in_fragments(job.staging), letters_in_fragments(job.staging)
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
