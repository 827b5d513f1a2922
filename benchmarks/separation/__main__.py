"""Run extractors side by side on the gold pages: F1 a kind of page, pages a second, and how sure the differences are.

    python -m benchmarks.separation --data ../shared/data/separation [--peers NAME...] [--repeat N] [--text]

Every page is given to every extractor before the next page is, so that a busy machine slows all of them alike.
With --text the pages are naive text, a block a line; the others, which take HTML only, are given each line as a paragraph.
"""

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import NamedTuple

from benchmarks.peers import Worker, ask, cache_folder, install, interpreter, is_ready, shared_folder, start
from benchmarks.separation.peers import PACKAGES
from benchmarks.separation.scores import f1, interval, mean

MODULE = "benchmarks.separation.worker"


class Page(NamedTuple):
    """A page and its story; `own` is what zhengwen is given, `html` what the others are."""

    language: str
    kind: str
    story: str
    own: str
    html: str


Scores = dict[str, dict[str, list[float]]]
"""Extractor -> kind of page -> score of each page."""


def main() -> int:
    """Run the benchmark; 0 where zhengwen was measured beside at least one peer."""
    options = _options()
    pages = list((_text_pages if options.text else _html_pages)(options.data))
    python = interpreter(options.venv)
    workers = {"zhengwen": start(MODULE, "zhengwen-text" if options.text else "zhengwen")}
    if not is_ready(workers["zhengwen"]):
        sys.stdout.write("zhengwen doesn't start: install it first\n")
        return 1
    for peer in options.peers:
        problem = install(python, PACKAGES[peer])
        if problem:
            sys.stdout.write(f"{peer} is left out, it doesn't install here: {problem}\n")
            continue
        worker = start(MODULE, peer, python)
        if is_ready(worker):
            workers[peer] = worker
        else:
            sys.stdout.write(f"{peer} is left out, it doesn't start here\n")
    scores, seconds = _measure(pages, options, workers)
    for worker in workers.values():
        worker.communicate()
    _print(scores, seconds, len(pages))
    return 0 if len(workers) > 1 else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.separation", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=shared_folder() / "data" / "separation", help="folder of pages.gold.jsonl and html/")
    parser.add_argument("--venv", type=Path, default=cache_folder("peers-separation"), help="where the peers are installed")
    parser.add_argument("--peers", nargs="*", default=list(PACKAGES), choices=list(PACKAGES), metavar="NAME", help=", ".join(PACKAGES))
    parser.add_argument("--repeat", type=int, default=3, help="times each page is given; the fastest counts")
    parser.add_argument("--text", action="store_true", help="the pages as naive text (lines.gold.jsonl and text/)")
    return parser.parse_args()


def _html_pages(data: Path) -> Iterator[Page]:
    """The pages of HTML with their stories."""
    for page in map(json.loads, (data / "pages.gold.jsonl").read_text(encoding="utf-8").splitlines()):
        if not page["gold_type"].startswith(("partial", "prefix")):
            html = (data / page["file"]).read_bytes().decode(page["encoding"], "replace").replace("\0", "")
            yield Page(page["lang"], page["kind"], page["text"], html, html)


def _text_pages(data: Path) -> Iterator[Page]:
    """The pages as naive text, all in Chinese, with the lines that are story."""
    for page in map(json.loads, (data / "lines.gold.jsonl").read_text(encoding="utf-8").splitlines()):
        if page["clean"]:
            text = (data / page["file"]).read_text(encoding="utf-8")
            lines = text.split("\n")
            story = "\n".join(line for line, label in zip(lines, page["labels"], strict=True) if label)
            paragraphs = "\n".join(f"<p>{escape(line)}</p>" for line in lines)
            yield Page("zh", page["kind"], story, text, f"<html><body>{paragraphs}</body></html>")


def _measure(pages: list[Page], options: argparse.Namespace, workers: dict[str, Worker]) -> tuple[Scores, dict[str, float]]:
    """Every extractor's score a page by kind, and its seconds over all pages."""
    scores: Scores = {name: defaultdict(list) for name in workers}
    seconds = dict.fromkeys(workers, 0.0)
    for page in pages:
        fastest = dict.fromkeys(workers, float("inf"))
        text = dict.fromkeys(workers, "")
        for _ in range(options.repeat):
            for name, worker in workers.items():
                answer = ask(worker, {"html": page.own if name == "zhengwen" else page.html, "language": page.language})
                text[name], fastest[name] = answer["text"], min(fastest[name], answer["seconds"])
        for name in workers:
            scores[name][f"{page.language} {page.kind}"].append(f1(text[name], page.story))
            seconds[name] += fastest[name]
    return scores, seconds


def _print(scores: Scores, seconds: dict[str, float], pages: int) -> None:
    """The table in Markdown, and beside each peer's mean how much zhengwen is ahead, with the 95 % interval of the paired differences."""
    kinds = sorted(scores["zhengwen"])
    counts = " | ".join(f"{kind} ({len(scores['zhengwen'][kind])})" for kind in kinds)
    sys.stdout.write(f"\n| extractor | {counts} | pages/s | zhengwen's speed |\n|{'---|' * (len(kinds) + 3)}\n")
    for name, by_kind in scores.items():
        cells = " | ".join(f"{mean(by_kind[kind]):.3f}" for kind in kinds)
        sys.stdout.write(f"| {name} | {cells} | {pages / seconds[name]:.0f} | {seconds[name] / seconds['zhengwen']:.1f} x |\n")
    sys.stdout.write("\nHow much zhengwen is ahead, mean over pages [95 % paired bootstrap interval]:\n\n")
    for name, by_kind in scores.items():
        for kind in kinds if name != "zhengwen" else ():
            differences = [ours - theirs for ours, theirs in zip(scores["zhengwen"][kind], by_kind[kind], strict=True)]
            low, high = interval(differences)
            sys.stdout.write(f"* {kind}, {name}: {mean(differences):+.3f} [{low:+.3f}, {high:+.3f}]\n")


if __name__ == "__main__":
    sys.exit(main())
