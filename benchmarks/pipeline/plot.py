"""Recorded runs as an SVG of bars, readable on light and dark ground: pages a second, the median as a bar and all rounds as dots."""

from collections.abc import Sequence
from html import escape
from statistics import median

from benchmarks.pipeline.report import KINDS
from benchmarks.pipeline.tools import BEAM, FLOORS, LOOP, POOL, SCRIPT, TOOLS
from benchmarks.recorded import Corpus, Recorded

WIDTH, LEFT, RIGHT = 760, 190, 70
ROW, BAR, HEAD = 24, 14, 34
NAMES = {"words": "floor: words", "functions": "floor: functions", "pool": "plain pool", "loop": "plain loop (1 core)", "script": "script (1 core)"}
STYLE = """<style>
  text { font: 13px system-ui, sans-serif; fill: #1f2328; } .title { font-weight: 600; } .figure { font-size: 12px; }
  .own { fill: #0a63c9; } .peer { fill: #8c959f; } .floor { fill: #c8ced6; } .dot { fill: #1f2328; fill-opacity: .6; }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3; } .own { fill: #58a6ff; } .peer { fill: #7d8590; } .floor { fill: #444c56; } .dot { fill: #e6edf3; fill-opacity: .7; }
  }
</style>"""


def plot(runs: Sequence[Recorded]) -> str:
    """A panel a corpus, its tools' bars from the fastest to the slowest."""
    timed = [one for one in runs if one.round >= 0 and not one.failed]
    parts, top = [], 8
    for corpus, session in dict.fromkeys((one.corpus, one.session) for one in timed):
        drawn, height = _panel(corpus, [one for one in timed if (one.corpus, one.session) == (corpus, session)], top)
        parts.append(drawn)
        top += height + 14
    body = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{top}" viewBox="0 0 {WIDTH} {top}" role="img" '
        f'aria-label="Pages a second by tool">\n{STYLE}\n{body}\n</svg>\n'
    )


def _panel(corpus: Corpus, runs: Sequence[Recorded], top: int) -> tuple[str, int]:
    """The bars of one corpus from `top` downwards, and their height."""
    speeds = {name: [one.pages / one.run.wall for one in runs if one.tool == name] for name in TOOLS}
    shown = sorted((name for name in speeds if speeds[name]), key=lambda name: -median(speeds[name]))
    widest = max(max(speeds[name]) for name in shown)
    short = ", short stories" if corpus.short else ""
    rounds = len({one.round for one in runs})
    title = f"{corpus.pages:,} pages of {KINDS[corpus.kind]}{short}: pages a second, {rounds} round{'s' if rounds > 1 else ''}"
    lines = [f'<text class="title" x="8" y="{top + 16}">{escape(title)}</text>']
    for place, name in enumerate(shown):
        lines.append(_bar(name, speeds[name], widest, top + HEAD + place * ROW))
    return "\n".join(lines), HEAD + len(shown) * ROW


def _bar(name: str, speeds: Sequence[float], widest: float, y: int) -> str:
    scale = (WIDTH - LEFT - RIGHT) / widest
    label = escape(NAMES.get(name, name))
    middle = median(speeds)
    dots = "".join(f'<circle class="dot" cx="{LEFT + speed * scale:.1f}" cy="{y + BAR / 2:.1f}" r="2.5"/>' for speed in speeds)
    return (
        f'<text x="{LEFT - 8}" y="{y + 12}" text-anchor="end">{label}</text>'
        f'<rect class="{_class(name)}" x="{LEFT}" y="{y}" width="{middle * scale:.1f}" height="{BAR}" rx="2"/>{dots}'
        f'<text class="figure" x="{LEFT + max(speeds) * scale + 8:.1f}" y="{y + 12}">{middle:.1f}</text>'
    )


def _class(name: str) -> str:
    if name == BEAM.name:
        return "own"
    return "floor" if TOOLS[name] in {*FLOORS, LOOP, SCRIPT} - {POOL} else "peer"
