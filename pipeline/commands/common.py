"""Arguments that several commands share, and how they become options."""

import argparse
import io
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TextIO

from pipeline.errors import UsageError
from pipeline.settings import YES, setting
from pipeline.store.address import StoreAddress, is_store_address, parse_address
from schemas.tables import TABLES

if TYPE_CHECKING:
    from pipeline.due import Chosen
    from pipeline.ingest import IngestOptions
    from pipeline.progress import Progress
    from schemas.inputs import JsonFields, ReadRules

JSON_NAMES = ("text", "html", "url", "title", "published", "source_name", "charset", "fetched")


def add_lake(parser: argparse.ArgumentParser, *, required: bool = True) -> None:
    """Declare --lake and --work."""
    parser.add_argument("--lake", type=lake_at, required=required, metavar="DIR", help="the lake's folder, or s3://BUCKET/PREFIX")
    add_setting(parser, "work", metavar="DIR")


def lake_at(text: str) -> "Path | StoreAddress":
    """Where a lake is: a folder, or an address in a store. Raises ArgumentTypeError."""
    if not is_store_address(text):
        return Path(text)
    try:
        return parse_address(text)
    except UsageError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def add_partition_by(parser: argparse.ArgumentParser) -> None:
    """Declare --partition-by."""
    parser.add_argument("--partition-by", choices=("day", "month", "year"), help="how much time a file of a table holds; of a new lake: day")


def add_table_format(parser: argparse.ArgumentParser) -> None:
    """Declare --table."""
    told = "publish the lake's tables as Iceberg tables too, with a snapshot a run; later runs go on with it"
    parser.add_argument("--table", dest="table_format", choices=("iceberg",), help=told)


def add_json(parser: argparse.ArgumentParser) -> None:
    """Declare --json."""
    parser.add_argument("--json", action="store_true", help="print the answer as JSON on standard output")


def add_table(parser: argparse.ArgumentParser, nargs: Literal["?"] | None = None) -> None:
    """Declare TABLE; shells complete it by the tables that there are."""
    table = parser.add_argument("table", nargs=nargs, metavar="TABLE", help=f"one of {', '.join(TABLES)}")
    table.completer = lambda **_: list(TABLES)  # type: ignore[attr-defined] # argcomplete looks for it


def add_columns(parser: argparse.ArgumentParser) -> None:
    """Declare --columns."""
    parser.add_argument("--columns", type=_names, default=(), metavar="A,B", help="only these columns, in this order")


def _names(text: str) -> tuple[str, ...]:
    return tuple(name for name in map(str.strip, text.split(",")) if name)


def positive(text: str) -> int:
    """A number above zero. Raises ArgumentTypeError."""
    if not text.isdecimal() or not int(text):
        raise argparse.ArgumentTypeError(f"{text} is no number above zero")
    return int(text)


def say_empty(root: Path, table: str | None) -> None:
    """Tell on standard error that there is nothing to show, and what to do."""
    what = f"{table} has no rows" if table else "the lake has no rows"
    print(f"{what} yet: zhengwen ingest INPUT --lake {root} reads pages in", file=sys.stderr)


def utf8_out() -> TextIO:
    """Standard output as UTF-8 with line feeds as they are, whatever the locale: data is for programs."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", newline="")
    return sys.stdout


def add_running(parser: argparse.ArgumentParser) -> None:
    """Declare how a run goes about it."""
    group = parser.add_argument_group("how to run")
    add_setting(group, "runner")
    add_setting(group, "workers", metavar="N")
    add_setting(group, "slice_bytes", metavar="SIZE")
    add_setting(group, "wait", metavar="SECONDS")
    add_setting(group, "beam", metavar="FLAG")
    add_setting(group, "quiet")
    add_setting(group, "log_format", metavar="FORM")


def add_reading(parser: argparse.ArgumentParser) -> None:
    """Declare what the user says about the input."""
    group = parser.add_argument_group("about the input")
    add_setting(group, "path_date", metavar="PATTERN")
    add_setting(group, "json_field", metavar="NAME=KEY")
    add_setting(group, "assume_year_before", metavar="DATE")


def add_setting(group: argparse._ActionsContainer, name: str, metavar: str | None = None) -> None:
    """Declare the flag of a setting; its help is the setting's own description."""
    known = setting(name)
    told = known.doc.replace("%", "%%")
    if known.kind is YES:
        group.add_argument(known.flag, action="store_true", help=told)
    elif known.many:
        group.add_argument(known.flag, action="append", default=[], metavar=metavar, help=f"{told}; may be repeated")
    else:
        group.add_argument(known.flag, type=known.kind.parse, default=known.default, metavar=metavar, help=told)


def add_chosen(parser: argparse.ArgumentParser) -> None:
    """Declare which of a lake's sources are meant."""
    parser.add_argument("inputs", nargs="*", metavar="INPUT", help="only these files, and those below these folders, as source_uri names them")
    add_range(parser, "only files that hold a story of this day or later", "only files that hold a story of this day or earlier")
    parser.add_argument("--no-options", action="store_true", help="with no options about the input, whatever each file was read with before")


def add_range(parser: argparse.ArgumentParser, first: str, last: str) -> None:
    """Declare --from and --to, with these words of help."""
    parser.add_argument("--from", dest="first", type=date.fromisoformat, metavar="DATE", help=first)
    parser.add_argument("--to", dest="last", type=date.fromisoformat, metavar="DATE", help=last)


def chosen(options: argparse.Namespace) -> "Chosen":
    """Which sources are meant, and the options that they are to be read with. Raises UsageError."""
    from pipeline.due import Chosen
    from pipeline.made_by import Reading

    check_range(options.first, options.last)
    reading = ingest_options(options).reading
    if options.no_options and reading != Reading():
        raise UsageError("--no-options and options about the input exclude one another")
    given = reading if options.no_options or reading != Reading() else None
    return Chosen(options.first, options.last, tuple(os.path.normpath(name) for name in options.inputs), given)


def check_range(first: date | None, last: date | None) -> None:
    """Raises UsageError for a range that holds no day."""
    if first and last and last < first:
        raise UsageError(f"--from {first} is after --to {last}")


def json_fields(settings: Sequence[str]) -> "JsonFields":
    """The keys of JSON lines that the user names, before those that are known anyway. Raises UsageError."""
    from schemas.inputs import JsonFields

    known = JsonFields()
    for said in settings:
        name, _, key = said.partition("=")
        if name not in JSON_NAMES or not key:
            raise UsageError(f"--json-field {said}: write NAME=KEY, where NAME is one of {', '.join(JSON_NAMES)}")
        known = replace(known, **{name: (key, *getattr(known, name))})
    return known


@contextmanager
def measured(options: argparse.Namespace) -> Iterator[None]:
    """Write what the lake's newest run did into --metrics when the `with` block ends, well or not. Raises LakeError where that can't be."""
    try:
        yield
    finally:
        if options.metrics:
            from pipeline.metrics import write_metrics

            write_metrics(Path(options.metrics), options.lake)


def progress(options: argparse.Namespace) -> "Progress":
    """How a run tells how far it is."""
    from pipeline.progress import Progress

    return Progress(quiet=options.quiet, form=options.log_format)


def read_rules(options: argparse.Namespace) -> "ReadRules":
    """What the user says about the input, by flags and in the configuration. Raises UsageError."""
    from schemas.inputs import ReadRules

    fields = json_fields(getattr(options, "json_field", ()))
    return ReadRules(fields=fields, path_date=getattr(options, "path_date", None), sites=options.configuration.sites)


def ingest_options(options: argparse.Namespace) -> "IngestOptions":
    """The options of a run, from the arguments that `add_running` and `add_reading` declare. Raises UsageError."""
    from pipeline.engine import Engine
    from pipeline.ingest import IngestOptions
    from pipeline.publishing import check_installed
    from pipeline.runners import bytes_without_graph, check_runner, workers_for
    from schemas.partitions import Grain

    try:
        workers_for(options.workers, 0)
    except ValueError as error:
        raise UsageError(str(error)) from error
    check_runner(options.runner, options.beam)
    small_bytes = bytes_without_graph(options.runner, options.workers, options.beam)
    iceberg = getattr(options, "table_format", None) == "iceberg"
    if iceberg:
        check_installed("--table iceberg makes Iceberg tables")
    return IngestOptions(
        Engine(options.runner, options.workers, tuple(options.beam), small_bytes),
        read_rules(options),
        options.slice_bytes,
        getattr(options, "assume_year_before", None),
        options.wait,
        Grain(options.partition_by) if getattr(options, "partition_by", None) else None,
        iceberg=iceberg,
    )
