"""The geometry of the charts: widths are shares of the room there is, heights are pixels, so that words keep their size at any width."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.report.facts import DATE_SOURCES
from pipeline.report.periods import Period

HEIGHT = 160
"""Pixels of the highest column."""
GAP = 0.28
"""Of a column's room that stays empty."""
LABELS = 7
"""Names below the columns."""
DIGIT = 7
"""Pixels of a digit below the columns and beside them."""
NICE = (1, 2, 5)


@dataclass(frozen=True, slots=True)
class Block:
    """A coloured part of a column or of a bar; x and width in percent, y and height in pixels."""

    style: str
    x: str
    width: str
    y: str = "0"
    height: str = "100%"


@dataclass(frozen=True, slots=True)
class Column:
    """A period's column."""

    name: str
    total: int
    blocks: tuple[Block, ...]
    middle: str
    labelled: bool


@dataclass(frozen=True, slots=True)
class Tick:
    """A line across the chart and its number."""

    value: int
    y: str


@dataclass(frozen=True, slots=True)
class Columns:
    """A chart of columns."""

    columns: tuple[Column, ...]
    ticks: tuple[Tick, ...]
    axis: int
    """Pixels that the ticks' numbers take."""


def columns(periods: Sequence[Period]) -> Columns:
    """The chart of periods, each a column stacked from the firmest source of dates up."""
    top = nice_top(max((sum(period.stories.values()) for period in periods), default=0))
    room = 100 / max(len(periods), 1)
    every = max(1, -(-len(periods) // LABELS))
    made = [_column(period, number, room, top, labelled=number % every == 0) for number, period in enumerate(periods)]
    values = dict.fromkeys((0, top // 2, top) if top % 2 == 0 else (0, top))
    ticks = tuple(Tick(value, f"{HEIGHT - value / top * HEIGHT:.1f}") for value in values)
    return Columns(tuple(made), ticks, DIGIT * len(f"{top:,}") + 10)


def _column(period: Period, number: int, room: float, top: int, *, labelled: bool) -> Column:
    # A few wide columns would look like walls.
    width = min(room * (1 - GAP), 6.0)
    x, y = number * room + (room - width) / 2, float(HEIGHT)
    blocks = []
    for source in DATE_SOURCES:
        height = period.stories.get(source, 0) / top * HEIGHT
        if height:
            y -= height
            blocks.append(Block(f"source-{source}", percent(x), percent(width), f"{y:.1f}", f"{max(height - 0.6, 0.6):.1f}"))
    return Column(period.name, sum(period.stories.values()), tuple(blocks), percent(x + width / 2), labelled)


def nice_top(value: int) -> int:
    """The least of 1, 2, 5, 10, 20, 50 and so on that isn't below the value."""
    power = 1
    while True:
        for step in NICE:
            if step * power >= value:
                return step * power
        power *= 10


def stacked(parts: Iterable[tuple[str, int]]) -> tuple[Block, ...]:
    """A bar of parts, each by its style and number; the whole bar is their sum."""
    parts = [(style, number) for style, number in parts if number]
    total, x, blocks = sum(number for _, number in parts), 0.0, []
    for style, number in parts:
        width = number / total * 100
        blocks.append(Block(style, percent(x), percent(width)))
        x += width
    return tuple(blocks)


def percent(value: float) -> str:
    """A share of the room, for SVG."""
    return f"{value:.3f}%"
