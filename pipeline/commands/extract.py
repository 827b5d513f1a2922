"""Print the records of story texts as JSON lines on standard output; no lake.

FILE holds a story's text (standard input without one). With --jsonl each line of F is {"id", "text", "reference"?}, where
reference (or reference_date) is the day of publication. Each line printed is {"id", "spans": [[start, end, kind] ...], "people": [...],
"organizations": [...], "places": [...], "dates": [...], "quantities": [...], "quotes": [...]}.
"""

import argparse
import json
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from pipeline.errors import UsageError

FIRST_DAY = len("YYYY-MM-DD")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE", help="a story's text")
    parser.add_argument("--jsonl", type=Path, metavar="F", help="stories as JSON lines")
    parser.add_argument("--reference", type=date.fromisoformat, metavar="DATE", help="the day of publication of the stories in FILE")


def run(options: argparse.Namespace) -> int:
    """Extract, a line for each story."""
    from transforms.text.extract import Extractor
    from transforms.text.printed import printed_records

    extractor = Extractor.load()
    for name, text, reference in _stories(options):
        print(json.dumps(printed_records(name, text, reference, extractor), ensure_ascii=False))
    return 0


def _stories(options: argparse.Namespace) -> Iterator[tuple[str, str, date | None]]:
    if options.jsonl:
        yield from _json_lines(options.jsonl)
    for path in options.files:
        yield str(path), _read(path), options.reference
    if not options.files and not options.jsonl:
        yield "-", sys.stdin.read(), options.reference


def _json_lines(path: Path) -> Iterator[tuple[str, str, date | None]]:
    for number, line in enumerate(_read(path).splitlines(), 1):
        if line.strip():
            try:
                row = json.loads(line)
                reference = row.get("reference") or row.get("reference_date")
                yield str(row["id"]), str(row["text"]), date.fromisoformat(reference[:FIRST_DAY]) if reference else None
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                expected = '{"id": ..., "text": ..., "reference": "2025-07-01"}'
                raise UsageError(f"{path}, line {number}: not an object like {expected} ({error})") from error


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}: name a file that can be read") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{path}: not UTF-8: convert it first, or use `zhengwen ingest`, which reads any encoding") from error
