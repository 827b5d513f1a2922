"""What came in and what became of it: the runs' records, the ledger, and the dead letters."""

from collections import defaultdict
from datetime import date, datetime
from itertools import islice

import numpy as np
import pyarrow.compute as pc

from pipeline.lake.dead_letters import failed
from pipeline.lake.folders import Lake
from pipeline.lake.ledger import Ledger
from pipeline.lake.runs import list_runs
from pipeline.report.doubts import Known
from pipeline.report.facts import DeadExample, DeadReason, Runs
from pipeline.report.scan import batches
from schemas.partitions import UNKNOWN_DATE

RUNS = 12
EXAMPLES = 3
"""Of each reason."""
HEAD = 160
"""Bytes of a dead page that are shown as text."""
BYTES = 20
"""Bytes that are shown as digits."""
CONFLICTS = 1_000
LETTERS = 200_000
"""Dead letters that are looked at for examples."""

CONFLICTING = """
SELECT article_id FROM pages WHERE article_id IS NOT NULL AND day <> ?
GROUP BY article_id HAVING count(DISTINCT day) > 1 ORDER BY article_id LIMIT ?
"""


def read_runs(lake: Lake) -> Runs:
    """The newest runs. Raises LakeError for a record that is damaged."""
    runs = list_runs(lake)
    newest = tuple(islice(runs, RUNS))
    last = next((run for run in newest if run.tally.get("pages") or any(run.rows.values())), None)
    return Runs(newest, sum(1 for _ in runs), last)


def read_known(ledger: Ledger, runs: Runs) -> Known:
    """What doubts rest on besides the rows: the day of the newest run, and the stories whose pages give different days."""
    rows = ledger.connection.execute(CONFLICTING, (UNKNOWN_DATE.isoformat(), CONFLICTS))
    return Known(_day(runs), frozenset(name for (name,) in rows))


def _day(runs: Runs) -> date | None:
    return datetime.fromisoformat(runs.newest[0].ended).date() if runs.newest else None


def read_dead(lake: Lake, ledger: Ledger) -> tuple[DeadReason, ...]:
    """The reasons for which pages were turned away, the commonest first, each with a few of its pages."""
    counts = ledger.counts().reasons
    examples: dict[str, list[DeadExample]] = defaultdict(list)
    wanted = sum(min(count, EXAMPLES) for count in counts.values())
    for letter in islice(failed(lake, ledger), LETTERS):
        if len(examples[letter.reason]) < EXAMPLES:
            examples[letter.reason].append(DeadExample(letter.source_uri, letter.detail, letter.size, head(letter.data)))
            wanted -= 1
        if not wanted:
            break
    return tuple(DeadReason(reason, count, tuple(examples[reason])) for reason, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def head(data: bytes) -> str:
    """The beginning of a page as text, or, of bytes that are none, as hexadecimal digits."""
    text = data[:HEAD].decode("utf-8", "ignore")
    if b"\0" in data[:HEAD] or len(text.encode()) < len(data[:HEAD]) - 3:
        return data[:BYTES].hex(" ")
    return " ".join(text.split())


def read_teaser_characters(lake: Lake) -> int:
    """The characters of all teaser rows together."""
    return sum(int(np.sum(pc.utf8_length(batch["text"]).to_numpy(), dtype=np.int64)) for _, batch in batches(lake, "teasers", ["text"]))
