"""What a site's repetition adds on naive text: lines that another page of the same site has are taken out before separating.

    python -m benchmarks.separation.repetition [--data ../shared/data/separation]

This is what a profile learned from a crawl of the site would give at its simplest, and on pages that it has really seen.
"""

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from benchmarks.peers import shared_folder
from benchmarks.separation.scores import f1, interval, mean
from schemas.reasons import Rejected
from schemas.stages import Page
from transforms.text.charset import decode_page
from transforms.text.separate import separate_story

HOST_LABELS = 3
"""Parts of a host's name that make a site: news.example.com and m.news.example.com are one."""


@dataclass(frozen=True, slots=True)
class TextPage:
    """A page as naive text, with the lines that are story."""

    site: str
    lines: tuple[str, ...]
    labels: tuple[int, ...]


def site_of(url: str) -> str:
    """The site of an address."""
    return ".".join(urlsplit(url).netloc.split(".")[-HOST_LABELS:])


def story_f1(page: TextPage, without: frozenset[str] = frozenset()) -> float:
    """The score of the page's story when lines in `without` are taken out first."""
    text = "\n".join(line for line in page.lines if line.strip() not in without)
    gold = "\n".join(line for line, label in zip(page.lines, page.labels, strict=False) if label)
    try:
        return f1("\n".join(separate_story(decode_page(Page("page.txt", text.encode()))).paragraphs), gold)
    except Rejected:
        return 0.0


def scores(pages: list[TextPage]) -> Iterator[tuple[float, float]]:
    """For each page whose site has another one: its score as it is, and without the lines that the others have."""
    by_site = defaultdict(list)
    for page in pages:
        by_site[page.site].append(page)
    for siblings in by_site.values():
        for page in siblings if len(siblings) > 1 else ():
            recurring = frozenset(line.strip() for other in siblings if other is not page for line in other.lines if line.strip())
            yield story_f1(page), story_f1(page, recurring)


def read_pages(data: Path) -> list[TextPage]:
    """The pages of the text task whose address is known."""
    addresses = {row["id"]: row.get("url") for row in _rows(data / "pages.gold.jsonl")}
    rows = [row for row in _rows(data / "lines.gold.jsonl") if row["clean"] and addresses.get(row["id"])]
    return [
        TextPage(site_of(addresses[row["id"]] or ""), tuple((data / row["file"]).read_text(encoding="utf-8").split("\n")), tuple(row["labels"]))
        for row in rows
    ]


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def main() -> int:
    """Print both means and the paired bootstrap interval of their difference."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=shared_folder() / "data" / "separation")
    pairs = list(scores(read_pages(parser.parse_args().data)))
    alone, helped = mean([pair[0] for pair in pairs]), mean([pair[1] for pair in pairs])
    low, high = interval([pair[1] - pair[0] for pair in pairs])
    sys.stdout.write(f"{len(pairs)} pages: F1 {alone:.4f}, without recurring lines {helped:.4f}; the difference lies in {low:+.4f} to {high:+.4f}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
