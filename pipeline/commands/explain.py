"""Show each line of a page, what it was taken for, and why. PAGE is a file; of one with several pages each is shown."""

import argparse
import json
import os
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING

from pipeline.commands import common

if TYPE_CHECKING:
    from schemas.stages import DatedPage

COLOURS = {"story": "32", "title": "1", "subtitle": "1", "caption": "36", "meta": "35", "teaser": "33", "nav": "90", "other": "90", "footer": "90"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("page", metavar="PAGE", help="a page's file, or one that holds several")
    common.add_json(parser)
    common.add_reading(parser)


def run(options: argparse.Namespace) -> int:
    """Explain every page of the file; 1 where one could not be taken in."""
    from pipeline.explaining import explained_pages
    from schemas.records import DeadLetter

    code = 0
    for found in explained_pages(options.page, common.read_rules(options), options.assume_year_before):
        if isinstance(found, DeadLetter):
            code = 1
            print(f"{found.source_uri}: {found.reason}: {found.detail}", file=sys.stderr)
        elif options.json:
            print(json.dumps(asdict(found), ensure_ascii=False, default=str))
        else:
            print(_shown(found, colour=_in_colour()))
    return code


def _in_colour() -> bool:
    """In a terminal that has colours, unless the user wants none (https://no-color.org)."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _shown(dated: "DatedPage", *, colour: bool) -> str:
    page, day = dated.page, dated.date
    width = max((len(line.role) for line in page.lines), default=0)
    head = [
        page.source_uri,
        f"title      {page.title or '-'}  ({page.title_source or 'none'})",
        f"published  {day.published_date or 'unknown'}  ({day.date_source}{': ' + day.date_evidence if day.date_evidence else ''})",
        f"bounds     {day.earliest_date or '-'} to {day.latest_date or '-'}",
        f"source     {page.source_name or '-'}",
        f"bylines    {', '.join(f'{line.role} {line.name}' for line in page.bylines) or '-'}",
        "",
    ]
    body = [_shown_line(line.role, line.text, line.reason, width, colour=colour) for line in page.lines]
    return "\n".join([*head, *body, ""])


def _shown_line(role: str, text: str, reason: str, width: int, *, colour: bool) -> str:
    shown = f"{role:<{width}}  {_printable(text)}"
    return f"\x1b[{COLOURS[role]}m{shown}\x1b[0m  \x1b[2m[{reason}]\x1b[0m" if colour else f"{shown}  [{reason}]"


def _printable(text: str) -> str:
    """The text without what would steer a terminal."""
    return "".join(char if char.isprintable() else " " for char in text)
