"""Tell what reprocess would change, in numbers and examples; the lake stays as it is.

The pages are read again into a clone of the lake, made of hard links beside it, which is then held against the lake as it was.
What is compared is every column but pipeline_version. --sample reads so many files only, spread over all days.

Exit code 0: nothing would change; 4: something would.
"""

import argparse
import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.cli import DIFFERENT, OK
from pipeline.commands import common

if TYPE_CHECKING:
    from pipeline.diffing import Difference
    from pipeline.lake.comparing import Example

WIDTH = 60
"""Characters of a value that are shown."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    common.add_chosen(parser)
    parser.add_argument("--sample", type=int, metavar="N", help="read no more than N files, from all over the days")
    parser.add_argument("--examples", type=int, default=3, metavar="N", help="show so many of each kind of difference (default 3)")
    parser.add_argument("--anyway", action="store_true", help="also what this version has read already")
    parser.add_argument("--scratch", type=Path, metavar="DIR", help="where the clone is made (default: beside the lake; same file system)")
    common.add_lake(parser)
    common.add_json(parser)
    common.add_reading(parser)
    common.add_running(parser)


def run(options: argparse.Namespace) -> int:
    """Compare, and tell."""
    from pipeline.diffing import Trial, diff

    trial = Trial(options.sample, options.examples, options.anyway, options.scratch)
    found = diff(options.lake, common.chosen(options), common.ingest_options(options), common.progress(options), trial)
    if options.json:
        print(json.dumps({"differs": found.differs, **asdict(found)}, ensure_ascii=False, default=str))
    else:
        print("\n".join(_lines(found)))
    return DIFFERENT if found.differs else OK


def _lines(found: "Difference") -> Iterator[str]:
    read = sum(record.tally.get("pages", 0) for record in found.done.runs)
    gone = f"; {found.done.gone:,} files are gone, {found.done.remade:,} of their stories were read from the lake's text" if found.done.gone else ""
    yield f"{read:,} pages were read again{gone}"
    for change, count in found.pages.items():
        yield f"pages: {count:,} {change}"
    yield f"{'table':14} {'before':>9} {'after':>9} {'changed':>9} {'moved':>9} {'added':>9} {'removed':>9}"
    for table in found.tables:
        numbers = (table.before, table.after, table.changed, table.moved, table.added, table.removed)
        yield f"{table.table:14} {' '.join(f'{number:>9,}' for number in numbers)}"
    for table in found.tables:
        yield from (line for example in table.examples for line in _example(table.table, example))
    yield "something would change" if found.differs else "nothing would change"


def _example(table: str, example: "Example") -> Iterator[str]:
    yield f"{table} {example.kind} {example.day or 'date unknown'}: {' '.join(_short(value) for value in example.key.values())}"
    for name, (was, now) in example.values.items():
        if example.kind in ("changed", "moved"):
            yield f"  {name}: {_short(was)} -> {_short(now)}"
        elif (value := now if example.kind == "added" else was) not in (None, []):
            yield f"  {name}: {_short(value)}"


def _short(value: Any) -> str:
    text = "NULL" if value is None else " ".join(str(value).split())
    return text if len(text) <= WIDTH else f"{text[: WIDTH - 1]}…"
