"""Recorded runs as Markdown tables: a table a corpus, a line a tool, ratios taken within rounds."""

from collections.abc import Callable, Sequence
from statistics import median

from benchmarks.measure import spread
from benchmarks.pipeline.tools import BEAM, FUNCTIONS, LOOP, PEERS, POOL, SCRIPT, TOOLS, WORDS
from benchmarks.recorded import Recorded

Cost = Callable[[Recorded], float]

TITLES = {
    POOL.name: "a plain pool, same functions and tables",
    WORDS.name: "floor: read, decode, cut into words, compress",
    FUNCTIONS.name: "floor: the same functions, nothing written",
    LOOP.name: "one loop over the same functions, nothing written",
    SCRIPT.name: "one loop of Trafilatura, jieba.posseg and pandas",
}
KINDS = {"both": "text and light HTML", "text": "text", "html": "light HTML", "full": "HTML as crawled"}
HEAD = (
    "| | pages/s | zhengwen's speed / its | at one pace | without start-up | CPU ms a page, without start-up | its / zhengwen's "
    "| more than the loop's | largest process, MB | all together, MB | start-up, s (CPU s) |"
)


def document(runs: Sequence[Recorded]) -> str:
    """All that was recorded."""
    sections = dict.fromkeys((one.corpus, one.session) for one in runs)
    machines = dict.fromkeys(one.machine for one in runs)
    return "\n\n".join(
        [
            *(f"Measured on: {machine}." for machine in machines),
            *(_section([one for one in runs if (one.corpus, one.session) == section]) for section in sections),
        ]
    )


def _section(runs: Sequence[Recorded]) -> str:
    """What was measured on one corpus."""
    corpus, size = runs[0].corpus, max(one.bytes for one in runs)
    rounds = len({one.round for one in runs if one.round >= 0})
    told = f"{corpus.pages:,} pages of {KINDS[corpus.kind]}{', short stories' if corpus.short else ''}, {size / corpus.pages / 1000:.1f} kB each, "
    told += f"over {corpus.days:,} days; {runs[0].workers} workers, {rounds} round{'s' if rounds > 1 else ''}."
    order = [name for name in TOOLS if any(one.tool == name for one in runs)]
    return "\n".join([f"**{told}**", "", HEAD, "|---" * 11 + "|", *(_line(name, runs) for name in order)])


def _line(name: str, runs: Sequence[Recorded]) -> str:
    mine = [one for one in runs if one.tool == name]
    title = TITLES.get(name, name) + (f" {mine[0].version}" if TOOLS[name] in PEERS else "")
    timed = [one for one in mine if one.round >= 0 and not one.failed]
    if not timed:
        failed = next((one.failed for one in mine if one.failed), "")
        return f"| {title} | {f'failed: {failed}' if failed else 'no round yet'} |" + " |" * 9
    if other := differs(name, runs):
        title += f" (**other rows**: {other})"
    cpu = without_start_up(runs, lambda one: one.run.cpu)
    start = next((one for one in mine if one.round < 0 and not one.failed), None)
    cells = [
        spread([one.pages / one.run.wall for one in timed], 1),
        _ratio(runs, name, lambda one: one.run.wall / one.pages),
        _ratio([one for one in runs if one.run.pace], name, lambda one: one.run.wall * one.run.pace / one.pages),
        _ratio(runs, name, without_start_up(runs)),
        spread([cpu(one) * 1000 for one in timed], 1),
        _ratio(runs, name, cpu),
        _over_the_loop(runs, timed, cpu),
        spread([one.run.megabytes for one in timed], 0),
        spread([one.run.sum_megabytes for one in timed], 0),
        f"{start.run.wall:.1f} ({start.run.cpu:.1f})" if start else "",
    ]
    return f"| {title} | {' | '.join(cells)} |"


def without_start_up(runs: Sequence[Recorded], seconds: Cost = lambda one: one.run.wall) -> Cost:
    """Seconds a page without what the tool takes for one page; wall seconds, or others."""
    starts = {(one.tool, one.session, one.corpus): seconds(one) for one in runs if one.round < 0 and not one.failed}
    return lambda one: (seconds(one) - starts.get((one.tool, one.session, one.corpus), 0.0)) / one.pages


def _ratio(runs: Sequence[Recorded], name: str, cost: Cost) -> str:
    """What a tool's cost is to the pipeline's, within each round."""
    costs = {(one.tool, one.round): cost(one) for one in runs if one.round >= 0 and not one.failed}
    rounds = [number for tool, number in costs if tool == name and (BEAM.name, number) in costs]
    if name == BEAM.name or not rounds:
        return ""
    return spread([costs[name, number] / costs[BEAM.name, number] for number in rounds], 2)


def _over_the_loop(runs: Sequence[Recorded], timed: Sequence[Recorded], cpu: Cost) -> str:
    """Processor milliseconds a page more than the plain loop takes, both without their start-up."""
    loop = [cpu(one) for one in runs if one.tool == LOOP.name and one.round >= 0 and not one.failed]
    return spread([(cpu(one) - median(loop)) * 1000 for one in timed], 1) if loop and timed[0].tool != LOOP.name else ""


def differs(name: str, runs: Sequence[Recorded]) -> str:
    """How a tool's rows differ from the pipeline's; empty where they don't, or it writes none."""
    ours = next((one for one in runs if one.tool == BEAM.name and one.keys and one.round >= 0), None)
    theirs = next((one for one in runs if one.tool == name and one.keys and one.round >= 0), None)
    if ours is None or theirs is None or ours.keys == theirs.keys:
        return ""
    tables = [f"{table} {theirs.rows.get(table, 0):,} for {rows:,}" for table, rows in ours.rows.items() if theirs.rows.get(table, 0) != rows]
    return "; ".join(tables) or "as many, with other keys"
