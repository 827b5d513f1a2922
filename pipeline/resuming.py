"""Going on within a big file that was read in part: where the last commit of it stopped, as the ledger keeps it."""

import json
import time
from collections.abc import Collection
from dataclasses import asdict, replace

from pipeline.lake.ledger import Ledger
from pipeline.lake.ledger_rows import SourceRow
from pipeline.packed import PackedSources
from pipeline.stamps import source_row
from schemas.inputs import Bookmark, Source


def in_part(row: SourceRow, rest: Bookmark | None, made_by: str) -> SourceRow:
    """The row of a file that has been read up to a place; one that had not rested is read from its start, since it may be another by then.

    Args:
        row: The file as it looked before it was read.
        rest: Where it goes on; None where that isn't known.
        made_by: Which version reads it, and with which options.
    """
    kept = json.dumps({"made_by": made_by, "place": asdict(rest)}, sort_keys=True) if rest and row.settled else ""
    return replace(row, settled=False, rest=kept)


def resumed(ledger: Ledger, sources: Collection[Source], made_by: str) -> Collection[Source]:
    """The sources, each from where an earlier run stopped in it if it is as it was then and is read by the same version with the same options."""
    rests = {row.uri: row for row in ledger.sources(source.uri for source in sources) if row.rest}
    if not rests:
        return sources
    return PackedSources(_resumed(source, rests[source.uri], made_by) if source.uri in rests else source for source in sources)


def _resumed(source: Source, row: SourceRow, made_by: str) -> Source:
    found = json.loads(row.rest)
    try:
        same = found["made_by"] == made_by and source_row(source, time.time_ns()).stamp == row.stamp
    except OSError:  # reading it tells what is wrong
        same = False
    return replace(source, begin=Bookmark(**found["place"])) if same else source
