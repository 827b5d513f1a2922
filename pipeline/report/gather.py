"""A lake's facts, read in an order in which each needs what came before."""

from pipeline.errors import told_as_lake_error
from pipeline.lake.folders import Lake
from pipeline.lake.ledger import open_ledger_for_reading
from pipeline.lake.table_counts import count_tables
from pipeline.report.account import read_dead, read_known, read_runs, read_teaser_characters
from pipeline.report.amounts import read_amounts
from pipeline.report.facts import LakeFacts
from pipeline.report.looking import read_views
from pipeline.report.names import read_names
from pipeline.report.stories import read_stories
from schemas.version import VERSION


def gather(lake: Lake) -> LakeFacts:
    """All that a report tells of a lake, in memory that doesn't grow with it.

    No lock is held: where the lake is written meanwhile, some figures may be from before a commit and others from after it.

    Raises:
        LakeError: A file of the lake is damaged, or its disk refuses.
    """
    with told_as_lake_error(f"cannot read the lake {lake.root}"):
        runs = read_runs(lake)
        with open_ledger_for_reading(lake) as ledger:
            counts, known, dead = ledger.counts(), read_known(ledger, runs), read_dead(lake, ledger)
        stories, chosen = read_stories(lake, known)
        return LakeFacts(
            lake.root.resolve().name, VERSION, counts, count_tables(lake), runs, stories, read_names(lake), read_amounts(lake),
            read_teaser_characters(lake), dead, read_views(lake, chosen),
        )  # fmt: skip
