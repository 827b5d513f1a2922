"""The measured figures as Markdown, and into a document between markers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from benchmarks.extraction.cases import GIVES, REFERENCE, Gold

Scores = Mapping[str, Mapping[str, Mapping[str, Mapping[str, float]]]]
"""File of gold -> tool -> what is scored -> figure -> value."""


@dataclass(frozen=True, slots=True)
class Speeds:
    """Processor seconds of each tool for the same characters, a number a repetition."""

    characters: int
    seconds: Mapping[str, Sequence[float]]


def quality_table(gold: Sequence[Gold], scores: Scores, tools: Sequence[str]) -> str:
    """A line a figure, a column a tool; empty where a tool doesn't give that kind."""
    lines = [f"| gold | what | cases | {' | '.join(tools)} |", f"|{'---|' * (len(tools) + 3)}"]
    for file in (file for file in gold if file.file in scores):
        by_tool = scores[file.file]
        for measure in file.measures:
            entry = by_tool["zhengwen"].get(measure.entry)
            if entry is None:
                continue
            cells = [_cell(by_tool.get(tool, {}), measure.entry, measure.figure, shown=measure.kind in GIVES[tool]) for tool in tools]
            what = f"{measure.entry}, {'F1' if measure.figure == 'f1' else measure.figure}"
            lines.append(f"| {file.title} | {what} | {entry['gold']:.0f} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _cell(scored: Mapping[str, Mapping[str, float]], entry: str, figure: str, *, shown: bool) -> str:
    return f"{scored.get(entry, {}).get(figure, 0.0):.3f}" if shown else ""


def speed_table(speeds: Speeds) -> str:
    """Characters a processor second, median and range, and the ratio to the reference within each repetition."""
    lines = [f"| tool | characters per CPU second | as a multiple of {REFERENCE} |", "|---|---|---|"]
    for tool, seconds in speeds.seconds.items():
        rates = [speeds.characters / second / 1000 for second in seconds]
        beside = speeds.seconds.get(REFERENCE, ())
        ratios = [theirs / ours for ours, theirs in zip(seconds, beside, strict=True)] if beside else []
        lines.append(f"| {tool} | {_spread(rates, 'k', 0)} | {_spread(ratios, '', 2) if ratios else ''} |")
    return "\n".join(lines)


def _spread(values: Sequence[float], unit: str, places: int) -> str:
    return f"{median(values):.{places}f}{unit} ({min(values):.{places}f}-{max(values):.{places}f})"
