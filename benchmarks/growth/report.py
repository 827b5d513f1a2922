"""Recorded sizes as Markdown: what each took, with which power that grows, and what new stories cost beside a lake that is there."""

from collections.abc import Sequence

from benchmarks.measure import exponent, spread
from benchmarks.pipeline.report import KINDS
from benchmarks.recorded import Corpus, Recorded

NAME = "growth"
START, SIZE, EMPTY, ONTO, REWRITE = (
    "a single page",
    "into an empty lake",
    "new stories into an empty lake",
    "new stories into it",
    "its touched files",
)
"""The steps, as runs name them."""


def document(runs: Sequence[Recorded]) -> str:
    """All that was recorded."""
    machines = [f"Measured on: {machine}." for machine in dict.fromkeys(one.machine for one in runs)]
    groups = dict.fromkeys((one.corpus.kind, one.corpus.short, one.corpus.days) for one in runs if one.tool == SIZE)
    return "\n\n".join([*machines, *(_group(runs, *group) for group in groups)])


def _group(runs: Sequence[Recorded], kind: str, short: bool, days: int) -> str:  # noqa: FBT001  a corpus's own field
    """The sizes of one kind of pages over so many days."""
    mine = [one for one in runs if (one.corpus.kind, one.corpus.short, one.corpus.days) == (kind, short, days) and not one.failed]
    sizes = sorted((one for one in mine if one.tool == SIZE), key=lambda one: one.corpus.pages)
    start = next((one for one in runs if one.tool == START and (one.corpus.kind, one.corpus.short) == (kind, short)), None)
    lines = [
        f"**{KINDS[kind]}{', short stories' if short else ''}, over {days:,} days, {sizes[0].workers if sizes else 0} workers**",
        "",
        "| pages | seconds | CPU seconds | CPU ms a page | largest process, MB | largest worker, MB | all together, MB |",
        "|---|---|---|---|---|---|---|",
        *(_line(one) for one in sizes),
    ]
    if len(sizes) > 1:
        lines += ["", _exponents(sizes, start)]
    if any(one.tool == ONTO for one in mine):
        lines += ["", *_new(mine, [one.corpus for one in sizes])]
    return "\n".join(lines)


def _line(one: Recorded) -> str:
    ran = one.run
    cells = [f"{one.pages:,}", f"{ran.wall:.1f}", f"{ran.cpu:.1f}", f"{ran.cpu / one.pages * 1000:.1f}"]
    cells += [f"{size:.0f}" for size in (ran.megabytes, ran.worker_megabytes, ran.sum_megabytes)]
    return f"| {' | '.join(cells)} |"


def _exponents(sizes: Sequence[Recorded], start: Recorded | None) -> str:
    pages = [one.pages for one in sizes]
    told = f"CPU seconds grow with the power {exponent(pages, [one.run.cpu for one in sizes]):.2f} of the pages"
    if start and all(one.run.cpu > start.run.cpu for one in sizes):
        rest = exponent(pages, [one.run.cpu - start.run.cpu for one in sizes])
        told += f", {rest:.2f} without the {start.run.cpu:.1f} of a single page"
    wall = exponent(pages, [one.run.wall for one in sizes])
    return f"{told}; wall seconds with the power {wall:.2f}."


def _new(runs: Sequence[Recorded], corpora: Sequence[Corpus]) -> list[str]:
    """A line a lake: what the same new stories cost without it and with it."""
    lines = [
        (
            "| lake, pages | new stories | CPU s into an empty lake | CPU s into the lake | files touched | CPU s to write these once "
            "| the lake's / the empty one's | without writing these |"
        ),
        "|---|---|---|---|---|---|---|---|",
    ]
    for corpus in corpora:
        steps = {tool: {one.round: one for one in runs if one.tool == tool and one.corpus == corpus} for tool in (EMPTY, ONTO, REWRITE)}
        rounds = sorted(steps[EMPTY].keys() & steps[ONTO].keys() & steps[REWRITE].keys())
        if not rounds:
            continue
        cpu = {tool: [steps[tool][number].run.cpu for number in rounds] for tool in steps}
        ratios = [onto / empty for onto, empty in zip(cpu[ONTO], cpu[EMPTY], strict=True)]
        rest = [(onto - again) / empty for onto, empty, again in zip(cpu[ONTO], cpu[EMPTY], cpu[REWRITE], strict=True)]
        cells = [f"{corpus.pages:,}", f"{steps[ONTO][rounds[0]].pages:,}", spread(cpu[EMPTY], 1), spread(cpu[ONTO], 1)]
        cells += [spread([steps[REWRITE][number].pages for number in rounds], 0), spread(cpu[REWRITE], 1), spread(ratios, 2), spread(rest, 2)]
        lines.append(f"| {' | '.join(cells)} |")
    return lines
