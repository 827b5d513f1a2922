"""The part of verification that reads rows: each day's articles beside their records, in the order of the key, a batch at a time."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.lake.findings import Findings, Kind
from pipeline.lake.folders import Lake
from schemas.arrow import arrow_schema
from schemas.partitions import UNKNOWN_DATE, Grain, partition_name, partition_of
from schemas.parts import Part, are_whole, digest_in, parse_part, part_key, parts_for
from schemas.tables import DATE_COLUMN, SORT_KEY, STORY_TABLES, TABLES
from transforms.whole import digest_of

BATCH_ROWS = 512
"""Rows held in memory of each table."""
RECORD_TABLES = tuple(name for name in STORY_TABLES if name != "articles")

Row = Mapping[str, Any]
"""A row of any table, as pyarrow gives it."""

Key = tuple[tuple[bool, Any], ...]
"""A row's key, each part with whether it is NULL."""


@dataclass
class PartitionRows:
    """The rows of one partition in the order of their key; stops, and notes it, where the file can't be trusted further."""

    lake: Lake
    table: str
    day: date
    findings: Findings
    stopped: bool = field(default=False, init=False)
    name: str = field(init=False)
    """The file that the latest row comes from, relative to the lake's root."""
    _part: Part = field(default_factory=Part, init=False)

    def __post_init__(self) -> None:
        """Begin with the name of a partition's one file."""
        self.name = partition_name(self.table, self.day, self.lake.grain)

    def __iter__(self) -> Iterator[Row]:
        """Each row that lies in its place."""
        last: Key | None = None
        grain = self.lake.grain
        for row in self._rows():
            key = _key(self.table, row)
            if last is not None and key < last:
                self._stop(Kind.ORDER, f"{_told(self.table, row)} comes after {_told_key(last)}")
                return
            if key == last:
                self.findings.add(Kind.DUPLICATE, self.name, _told(self.table, row))
            if partition_of(row[DATE_COLUMN[self.table]] or UNKNOWN_DATE, grain) != self.day:
                self.findings.add(Kind.PARTITION, self.name, f"{_told(self.table, row)} has the date {row[DATE_COLUMN[self.table]]}")
            if not self._part.has(row[part_key(self.table)]):
                self.findings.add(Kind.PARTITION, self.name, f"{_told(self.table, row)} isn't in the file's range")
            last = key
            yield row

    def _rows(self) -> Iterator[Row]:
        """The rows of one file after another; nothing more behind one that can't be trusted."""
        paths = self.lake.partition_files(self.table, self.day)
        grain, rows = self.lake.grain, 0
        for path in paths:
            self.name, self._part = path.relative_to(self.lake.root).as_posix(), parse_part(path.name, grain) or Part()
            for row in self._rows_of_file(path):
                rows += 1
                yield row
            if self.stopped:
                return
        if (wanted := parts_for(self.table, rows)) != len(paths) and are_whole((path.name for path in paths), grain):
            self.findings.add(Kind.SCHEMA, self.name, f"{rows} rows are in {len(paths)} files, and belong in {wanted}")

    def _rows_of_file(self, path: Path) -> Iterator[Row]:
        try:
            if (named := digest_in(path.name)) and not digest_of(path).startswith(named):
                self._stop(Kind.UNREADABLE, "its bytes are others than its name says")
                return
            with pq.ParquetFile(path, page_checksum_verification=True) as file:
                if not self._has_the_schema(file):
                    return
                for batch in file.iter_batches(BATCH_ROWS):
                    self.findings.looked_at(self.table, batch.num_rows)
                    yield from batch.to_pylist()
        except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
            self._stop(Kind.UNREADABLE, str(error).splitlines()[0])

    def _has_the_schema(self, file: pq.ParquetFile) -> bool:
        wanted, found = arrow_schema(TABLES[self.table]), file.schema_arrow
        if not found.equals(wanted):
            self._stop(Kind.SCHEMA, f"columns that differ: {', '.join(_different(wanted, found)) or 'their order'}")
        elif file.metadata.num_rows == 0 and self._part.count == 1:
            self.findings.add(Kind.SCHEMA, self.name, "no rows")
        return not self.stopped

    def _stop(self, kind: Kind, example: str) -> None:
        self.stopped = True
        self.findings.add(kind, self.name, example)


def _different(one: pa.Schema, other: pa.Schema) -> list[str]:
    types = [{field.name: (field.type, field.nullable) for field in schema} for schema in (one, other)]
    return sorted(name for name in {*one.names, *other.names} if types[0].get(name) != types[1].get(name))


def check_day(lake: Lake, day: date, known: Callable[[str, date], bool], findings: Findings) -> Iterator[Row]:
    """Check a day's articles and the records that belong to them.

    Args:
        lake: The lake.
        day: The partition.
        known: Whether an article is meant to lie on a day: then it is the article that is missing, and no record is an orphan.
        findings: Where faults are noted.

    Yields:
        The articles, for whoever else looks at them.
    """
    articles = PartitionRows(lake, "articles", day, findings)
    records = [_Records(PartitionRows(lake, table, day, findings), known) for table in RECORD_TABLES]
    for article in articles:
        check_article(article, articles.name, findings)
        for table in records:
            table.check(article)
        yield article
    for table in records:
        table.end(orphans=not articles.stopped)


class _Records:
    """A table's rows, taken an article at a time."""

    def __init__(self, rows: PartitionRows, known: Callable[[str, date], bool]) -> None:
        self._source = rows
        self._known = known
        self._many_days = rows.lake.grain != Grain.DAY
        self._rows = iter(rows)
        self._next = next(self._rows, None)

    def check(self, article: Row) -> None:
        """Check the records of an article; those of articles before it are orphans."""
        self._pass_orphans(article["article_id"])
        while self._next is not None and self._next["article_id"] == article["article_id"]:
            if fault := fault_of_record(self._source.table, self._next, article["text"]):
                self._source.findings.add(Kind.SPAN, self._source.name, f"{_told(self._source.table, self._next)}: {fault}")
            if self._other_day(self._next, article):
                self._source.findings.add(
                    Kind.PARTITION, self._source.name, f"{_told(self._source.table, self._next)} has another date than its article"
                )
            self._next = next(self._rows, None)

    def _other_day(self, row: Row, article: Row) -> bool:
        """Whether a record of a partition of many days has another day of it than its article."""
        return bool(self._many_days and row["published_date"] != article["published_date"])

    def end(self, *, orphans: bool) -> None:
        """Read what is left: orphans, unless the articles couldn't be read to their end."""
        if orphans:
            self._pass_orphans(None)
        for _ in self._rows:
            pass

    def _pass_orphans(self, before: str | None) -> None:
        while self._next is not None and (before is None or self._next["article_id"] < before):
            if not self._known(self._next["article_id"], self._source.day):
                self._source.findings.add(Kind.ORPHAN, self._source.name, f"{_told(self._source.table, self._next)} has no article on its day")
            self._next = next(self._rows, None)


def check_article(article: Row, name: str, findings: Findings) -> None:
    """See that an article's paragraphs and length are those of its text."""
    spans, start = [], 0
    for line in article["text"].split("\n"):
        spans.append({"start": start, "end": start + len(line)})
        start += len(line) + 1
    if article["paragraphs"] != spans:
        findings.add(Kind.TEXT, name, f"{article['article_id']}: its paragraphs aren't the lines of its text")
    if article["characters"] != len(article["text"]):
        findings.add(Kind.TEXT, name, f"{article['article_id']}: characters is {article['characters']}, its text has {len(article['text'])}")


def fault_of_record(table: str, row: Row, text: str) -> str | None:
    """What is wrong with where a record says that it lies in the story's text; None where it is right."""
    if "spans" in row:
        outside = [span for span in row["spans"] if not 0 <= span["start"] < span["end"] <= len(text)]
        return f"the span {outside[0]} isn't inside the text" if outside else None if row["spans"] else "it has no span"
    if not {"start", "end", "text"} <= row.keys():
        return None  # a record type that is added need not tell its place
    start, end = row["start"], row["end"]
    if not 0 <= start < end <= len(text) or text[start:end] != row["text"]:
        return f"text[{start}:{end}] isn't its text"
    if table == "quotes" and row["verb_start"] is not None and not text.startswith(row["verb"] or "\0", row["verb_start"]):
        return f"its verb isn't at {row['verb_start']}"
    return None


def _key(table: str, row: Row) -> Key:
    """The row's place: as the writer sorts, NULL last."""
    return tuple((row[name] is None, row[name] if row[name] is not None else 0) for name in SORT_KEY[table])


def _told(table: str, row: Row) -> str:
    return _told_key(_key(table, row))


def _told_key(key: Key) -> str:
    return " ".join(str(value) for _, value in key)
