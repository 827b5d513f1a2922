"""Forgetting pages and sources: gone from every table, from the ledger and from the dead letters in one commit, and kept out."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.errors import UsageError
from pipeline.files import Files
from pipeline.ingest import IngestOptions
from pipeline.lake.commit import publish, recover
from pipeline.lake.commit_record import Commit
from pipeline.lake.dead_letters import read_dead_letters
from pipeline.lake.folders import Lake
from pipeline.lake.forgotten_list import forgotten_by, forgotten_list, note, notes
from pipeline.lake.ledger import open_ledger
from pipeline.lake.ledger_rows import LedgerChanges, SourceRow
from pipeline.lake.lock import writing
from pipeline.lake.runs import RunRecord, new_run_id, now, write_run
from pipeline.lake.snapshot import list_snapshots
from pipeline.lake.verify_files import DAMAGED_FOLDER
from pipeline.progress import Progress
from pipeline.publishing import begin_publishing, mark_purge, publish_if_asked
from pipeline.slice_run import Forgetting, SliceRun
from pipeline.slices import Slice
from pipeline.store.bases import drop_history
from pipeline.store.fetching import bring
from pipeline.tally import Tally
from schemas.forgotten import Forgotten, is_below
from schemas.outcomes import PageRow
from schemas.version import VERSION
from transforms.dead_letters import dead_letters_to_bytes


@dataclass(frozen=True, slots=True)
class ForgetReport:
    """What was forgotten."""

    pages: int
    letters: int
    """Files of dead letters that were written anew without them."""
    tally: dict[str, int]
    """What became of the pages of the files that were read again, since one of them speaks now for an article."""
    still_in: tuple[str, ...]
    """Folders of snapshots, and of files set aside, that may hold them still."""


def forget(lake: Lake, what: Forgotten, options: IngestOptions, progress: Progress) -> ForgetReport:
    """Take pages and sources out of a lake, and note that they are to stay out.

    Where another page gives the story of one that goes, it speaks for the article from now on, and its file is read again for that.

    Args:
        lake: The lake.
        what: Pages by their ids, and sources.
        options: How to go about it.
        progress: Told of each step.

    Raises:
        LakeError: The lake's disk refuses.
        UsageError: The lake knows none of them.
    """
    files = Files()
    with writing(lake, options.wait_seconds):
        begin_publishing(lake, files, wanted=False)
        recover(lake, files)
        forgetting = _forgetting(lake, what)
        mark_purge(lake, files)
        run = SliceRun(
            lake, new_run_id(now()), options.engine, options.rules, options.assume_latest_year_before, files, progress,
            forgotten_list(lake) | what, forgetting,
        )  # fmt: skip
        # The report may show what is to be forgotten, and it can be written anew.
        files.remove(lake.report_file)
        started = now().isoformat()
        done = run.run(Slice(0, ()), {})
        counts = done.tally.counts if done.tally != Tally() else {}
        write_run(lake, RunRecord(run.run_id, "forget", started, now().isoformat(), "done", 1, VERSION, tally=counts, rows=done.grown), files)
        publish_if_asked(lake, files)
        drop_history(lake)
    return ForgetReport(len(forgetting.pages), len(forgetting.letters), counts, _still_in(lake))


def _forgetting(lake: Lake, what: Forgotten) -> Forgetting:
    """What has to change. Raises UsageError where nothing is known of a page or source."""
    with open_ledger(lake) as ledger:
        pages = [*ledger.pages_by_id(sorted(what.page_ids)), *(page for page in ledger.all_pages() if what.names(page.uri))]
        sources = [row for row in ledger.all_sources() if what.names(row.uri)]
    _check_known(what, pages, sources)
    noted = [note(page.source_uri, page.page_id) for page in pages if page.page_id in what.page_ids]
    return Forgetting(
        tuple(sorted({page.uri for page in pages})),
        LedgerChanges(removed_sources=tuple(row.uri for row in sources), pages=(*noted, *map(note, what.sources))),
        _letters_without(lake, what),
    )


def _check_known(what: Forgotten, pages: Iterable[PageRow], sources: Iterable[SourceRow]) -> None:
    ids, uris = {page.page_id for page in pages}, {*(page.uri for page in pages), *(row.uri for row in sources)}
    unknown = [*sorted(what.page_ids - ids), *(name for name in what.sources if not any(is_below(uri, name) for uri in uris))]
    if unknown:
        raise UsageError(f"{unknown[0]}: the lake knows no such page or source: name a page_id or a source_uri as its tables show them")


def _letters_without(lake: Lake, what: Forgotten) -> dict[Path, bytes]:
    """The files of dead letters that hold some of what is to be forgotten, without it; also letters that later runs have made void."""
    anew = {}
    bring(lake, [f"{lake.dead_letters.name}/*"])
    for path in sorted(lake.dead_letters.glob("*.avro")):
        letters = list(read_dead_letters(path))
        stay = [letter for letter in letters if letter.page_id not in what.page_ids and not what.names(letter.source_uri)]
        if len(stay) < len(letters):
            anew[path] = dead_letters_to_bytes(stay)
    return anew


def _still_in(lake: Lake) -> tuple[str, ...]:
    damaged = lake.root / DAMAGED_FOLDER
    aside = [str(damaged)] if damaged.is_dir() and any(damaged.iterdir()) else []
    return (*aside, *(f"snapshot {name}" for name in list_snapshots(lake)))


def remember(lake: Lake, what: Forgotten, wait_seconds: float) -> int:
    """Take pages and sources off the list of what stays out, and have their files read again; how many notes.

    Raises:
        LakeError: The lake's disk refuses.
        UsageError: One of them isn't on the list.
    """
    with writing(lake, wait_seconds):
        files = Files()
        recover(lake, files)
        with open_ledger(lake) as ledger:
            lifted = [row for row in notes(ledger) if (row.reason in what.page_ids if row.reason else row.source_uri in what.sources)]
            listed = forgotten_by(iter(lifted))
            unknown = sorted((what.page_ids - listed.page_ids) | (set(what.sources) - set(listed.sources)))
            if unknown:
                raise UsageError(f"{unknown[0]} is not on the list of what is forgotten: zhengwen forget --list shows it")
            held_back = [row for row in ledger.all_sources() if any(is_below(row.uri, note_.source_uri) for note_ in lifted)]
            again = tuple(replace(row, settled=False, rest="") for row in held_back)
        publish(lake, Commit(new_run_id(now()), 0), LedgerChanges(removed_pages=tuple(row.uri for row in lifted), sources=again), files)
    return len(lifted)
