"""Reading again what could not be taken in."""

from dataclasses import replace
from pathlib import Path

from pipeline.discover import Found, source_at
from pipeline.errors import UsageError
from pipeline.files import Files
from pipeline.ingest import IngestOptions, RunReport, run_on
from pipeline.lake.folders import Lake, open_lake
from pipeline.lake.ledger import open_ledger_for_reading
from pipeline.progress import Progress
from schemas.outcomes import Outcome
from schemas.reasons import Reason


def retry(root: Path, reason: str | None, options: IngestOptions, progress: Progress) -> RunReport:
    """Read the files of dead pages again, all of their pages.

    Args:
        root: The lake.
        reason: Only pages that failed for it; all where it is None.
        options: How to go about it.
        progress: Told of each step, and of files that are gone.

    Raises:
        LakeError: There is no lake, or its disk refuses.
        UsageError: There is no such reason.
    """
    if reason is not None and reason not in set(Reason):
        raise UsageError(f"--reason {reason}: there is no such reason; those there are: {', '.join(Reason)}")
    open_lake(root)

    def failed_sources(lake: Lake, _spool: Path) -> tuple[Found, set[str]]:
        uris = _failed_uris(lake, reason)
        sources = tuple(source for uri in uris if (source := source_at(uri)) is not None)
        if len(sources) < len(uris):
            progress.say(f"{len(uris) - len(sources)} files are gone: their dead letters stay")
        return Found(sources, ()), set()

    return run_on(root, "retry", failed_sources, replace(options, resume=False), progress, Files())


def _failed_uris(lake: Lake, reason: str | None) -> list[str]:
    with open_ledger_for_reading(lake) as ledger:
        dead = (page for page in ledger.all_pages() if page.outcome == Outcome.DEAD)
        return sorted({page.source_uri for page in dead if reason in (None, page.reason)})
