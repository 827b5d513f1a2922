"""The command line: what can be said, and which module does it. Nothing heavy is imported before a command is chosen."""

import argparse
import gc
import importlib
import logging
import os
import sqlite3
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.configuration import NOT_CONFIGURED, Configuration, fill_lists, load_configuration, set_defaults
from pipeline.errors import LakeError, UsageError, sqlite_advice
from pipeline.store.address import StoreAddress
from schemas.record_types import RecordTypeError
from schemas.version import VERSION

OK, FAILED, USAGE, TOO_MANY_DEAD, DIFFERENT = 0, 1, 2, 3, 4
"""Exit codes: all is well; failed; wrong usage; ingested, but with more dead letters than --max-dead-letters; a diff found differences."""

ALL_COLLECTED_AFTER = 1000
"""Python looks for cycles among all objects once in so many times that it does among those of middle age, where its own 10 took a twentieth
of a large run: records are in no cycle. What runs long has it done at each slice."""

DESCRIPTION = """\
zhengwen (正文) turns crawled Chinese news pages into dated, traceable records in Parquet.

Each page's own story is separated from the teasers of other stories around it; people with their offices, organisations,
places, dates, quantities and quotes are extracted from it, each with its place in the text; all is filed by the story's own
date. A date that the page doesn't give is never made up: it stays NULL, with bounds and the evidence for them.
"""

EPILOG = """\
examples:
  zhengwen ingest crawl/ --lake lake                    read what is new below crawl/ into the lake
  zhengwen ingest 'dump/*.warc.gz' --lake lake --json   likewise, with the account as JSON
  zhengwen explain crawl/page.html                      what each line of a page was taken for, and why
  zhengwen extract story.txt                            a story's records as JSON, no lake needed
  zhengwen query "select name, titles from people" --lake lake   an answer in SQL

exit codes: 0 all is well, 1 failed, 2 wrong usage, 3 ingested but with dead letters above --max-dead-letters,
4 zhengwen diff found that something would change
"""


@dataclass(frozen=True, slots=True)
class Command:
    """A command: its name, its module under pipeline.commands, and a line on what it is for."""

    name: str
    help: str


COMMANDS = (
    Command("ingest", "read pages into a lake: only what is new or changed"),
    Command("backfill", "take in the files of past days, day by day"),
    Command("watch", "take in what arrives in a folder, until stopped"),
    Command("demo", "ingest the bundled sample pages and show what came of them"),
    Command("extract", "print the records of story texts as JSON lines; no lake"),
    Command("explain", "show each line of a page, what it was taken for, and why"),
    Command("tables", "tell what tables there are, or a table's columns"),
    Command("sample", "show some real rows of a table"),
    Command("query", "ask the lake's tables in SQL"),
    Command("export", "print a table as CSV or JSON lines"),
    Command("report", "write an HTML file that shows what a lake holds"),
    Command("runs", "list the runs of a lake"),
    Command("failed", "list the pages that could not be taken in, with the reason"),
    Command("retry", "read the failed pages again, once what was wrong is mended"),
    Command("reprocess", "read a lake's pages again with a newer version"),
    Command("diff", "tell what reprocess would change; change nothing"),
    Command("forget", "take pages or sources out of a lake, and keep them out"),
    Command("verify", "prove a lake sound, or name what isn't"),
    Command("compact", "make few large files of many small ones"),
    Command("migrate", "bring a lake that an older version wrote up to date"),
    Command("config", "tell which settings hold, and where each comes from"),
    Command("completion", "print what makes a shell complete commands and flags"),
    Command("snapshot", "keep all tables as they are now, for readers that take long"),
)


def build_parser(configuration: Configuration = NOT_CONFIGURED) -> argparse.ArgumentParser:
    """The parser of the whole command line; a command's own arguments are declared in its module, their defaults may be configured."""
    parser = argparse.ArgumentParser(prog="zhengwen", description=DESCRIPTION, epilog=EPILOG, formatter_class=_help)
    parser.add_argument("--config", metavar="FILE", help="settings; by default zhengwen.toml where it is there")
    parser.add_argument("--version", action="version", version=f"zhengwen {VERSION}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for command in COMMANDS:
        module = importlib.import_module(f"pipeline.commands.{command.name}")
        sub = commands.add_parser(command.name, help=command.help, description=module.__doc__, formatter_class=_help)
        module.add_arguments(sub)
        set_defaults(sub, configuration)
        sub.set_defaults(run=module.run)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command.

    Args:
        arguments: What follows the program's name; by default the process's.

    Returns:
        The exit code.
    """
    os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")  # before pyarrow loads: its own pools keep what one merge took while others wait
    gc.set_threshold(*gc.get_threshold()[:2], ALL_COLLECTED_AFTER)
    if "_ARGCOMPLETE" in os.environ:  # a shell asks what may follow
        importlib.import_module("argcomplete").autocomplete(build_parser())
    try:
        options = parse(arguments)
    except (UsageError, RecordTypeError) as error:
        return _told(str(error), USAGE)
    # Beam logs its own doubts through the root logger; what a user has to know is told by the commands.
    logging.getLogger().setLevel(logging.ERROR)
    form = getattr(options, "log_format", "text")
    try:
        in_store = isinstance(getattr(options, "lake", None), StoreAddress)
        return int(importlib.import_module("pipeline.store.running").run_in_store(options) if in_store else options.run(options))
    except (LakeError, sqlite3.Error) as error:
        damaged = f"the ledger (_state/ledger.sqlite): {sqlite_advice(error)}" if isinstance(error, sqlite3.Error) else ""
        return _told(damaged or str(error), FAILED, form)
    except UsageError as error:
        return _told(str(error), USAGE, form)
    except KeyboardInterrupt:
        return _told("stopped; the lake is sound, and the next run goes on from what was committed", 130, form)
    except BrokenPipeError:
        sys.stderr.close()
        return FAILED


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    """What the flags say, and the configuration where they say nothing; that lies in `configuration`. Raises UsageError."""
    first = argparse.ArgumentParser(add_help=False, allow_abbrev=False, exit_on_error=False)
    first.add_argument("--config", default=None)
    named, rest = first.parse_known_args(arguments)
    configuration = load_configuration(named.config)
    options = build_parser(configuration).parse_args(rest)
    fill_lists(options, configuration)
    options.configuration = configuration
    return options


def _help(prog: str) -> argparse.HelpFormatter:
    return argparse.RawDescriptionHelpFormatter(prog, max_help_position=28)


def _told(message: str, code: int, form: str = "text") -> int:
    if form == "json":
        message = importlib.import_module("pipeline.progress").event("error", message=message, exit_code=code)
    print(message if form == "json" else f"zhengwen: {message}", file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main())
