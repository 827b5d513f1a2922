"""Verification passes a sound lake, names each fault of one that isn't, and repair mends what it promises."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline.files import Files
from pipeline.lake.findings import REMEDY, Kind
from pipeline.lake.folders import Lake
from pipeline.lake.ledger import open_ledger
from pipeline.lake.verify import repair, verify
from schemas.partitions import partition_name
from schemas.records import NearDuplicate
from schemas.tables import TABLES
from tests.pipeline.small_lake import make_lake, rows_of, source_row
from transforms.parquet import write_table
from transforms.rows import record_table

DAY = date(2026, 11, 2)
"""The day of story number 1."""
NEAR = "near_duplicates"


def change(lake: Lake, table: str, day: date | None = DAY, **values: Any) -> None:
    """Set columns of the first row of a partition."""
    path = lake.partition_path(table, day)
    rows = pq.ParquetFile(path).read().to_pylist()
    rows[0] |= values
    schema = pq.ParquetFile(path).schema_arrow
    pq.write_table(pa.Table.from_pylist(rows, schema), path)


def rewrite(lake: Lake, table: str, rows: list[Any], day: date | None = DAY) -> None:
    """Put other rows into a partition, in the given order."""
    path = lake.partition_path(table, day)
    path.parent.mkdir(exist_ok=True)
    pq.write_table(record_table(TABLES[table], rows).cast(pq.ParquetFile(lake.partition_path(table, DAY)).schema_arrow), path)


def execute(lake: Lake, statement: str, file: Path | None = None) -> None:
    """Change the ledger, or another database, behind the program's back."""
    with closing(sqlite3.connect(file or lake.ledger_file)) as connection:
        connection.execute(statement)
        connection.commit()


def empty_parquet(lake: Lake) -> None:
    """A file of no bytes."""
    lake.partition_path("people", DAY).write_bytes(b"")


def flip_a_bit(lake: Lake) -> None:
    """One bit of a page's data."""
    path = lake.partition_path("articles", DAY)
    data = bytearray(path.read_bytes())
    data[pq.ParquetFile(path).metadata.row_group(0).column(5).data_page_offset + 60] ^= 1
    path.write_bytes(data)


def other_schema(lake: Lake) -> None:
    """A column less."""
    path = lake.partition_path("places", DAY)
    pq.write_table(pq.ParquetFile(path).read().drop_columns(["city"]), path)


def no_rows(lake: Lake) -> None:
    """A partition's file without rows."""
    path = lake.partition_path("places", DAY)
    pq.write_table(pq.ParquetFile(path).read().slice(0, 0), path)


def rows_out_of_order(lake: Lake) -> None:
    """Two rows exchanged."""
    rewrite(lake, "quotes", rows_of(1, DAY)["quotes"][::-1])


def same_row_twice(lake: Lake) -> None:
    """A row that is there twice."""
    rewrite(lake, "people", rows_of(1, DAY)["people"] * 2)


def article_on_two_days(lake: Lake) -> None:
    """An article that lies in two partitions."""
    (article,) = rows_of(1, DAY)["articles"]
    (other,) = rows_of(2, date(2026, 11, 3))["articles"]
    write_table("articles", record_table(TABLES["articles"], [replace(article, published_date=other.published_date), other]), path_of(lake, 3))


def path_of(lake: Lake, day: int) -> Path:
    """The articles' file of a day of November."""
    return lake.partition_path("articles", date(2026, 11, day))


def record_without_article(lake: Lake) -> None:
    """A person whose story is nowhere."""
    rewrite(lake, "people", rows_of(1, DAY)["people"] + rows_of(77, DAY)["people"])


def folder(path: Path) -> None:
    """An empty folder."""
    path.mkdir()


PEOPLE = f"people/date={DAY}"
PARAGRAPHS = [{"start": 0, "end": 5}]
FAULTS: dict[str, tuple[Callable[[Lake], None], set[tuple[Kind, str]]]] = {
    "empty file": (empty_parquet, {(Kind.UNREADABLE, partition_name("people", DAY))}),
    "flipped bit": (flip_a_bit, {(Kind.UNREADABLE, partition_name("articles", DAY)), (Kind.MISSING, partition_name("articles", DAY))}),
    "other schema": (other_schema, {(Kind.SCHEMA, partition_name("places", DAY))}),
    "no rows": (no_rows, {(Kind.SCHEMA, partition_name("places", DAY))}),
    "order": (rows_out_of_order, {(Kind.ORDER, partition_name("quotes", DAY))}),
    "same row twice": (same_row_twice, {(Kind.DUPLICATE, partition_name("people", DAY))}),
    "two days": (article_on_two_days, {(kind, partition_name("articles", date(2026, 11, 3))) for kind in (Kind.DUPLICATE, Kind.ORPHAN)}),
    "orphan record": (record_without_article, {(Kind.ORPHAN, partition_name("people", DAY))}),
    "wrong partition": (lambda lake: change(lake, "people", published_date=date(2020, 1, 1)), {(Kind.PARTITION, partition_name("people", DAY))}),
    "null date": (lambda lake: change(lake, "people", published_date=None), {(Kind.PARTITION, partition_name("people", DAY))}),
    "shifted offsets": (lambda lake: change(lake, "quantities", start=1, end=4), {(Kind.SPAN, partition_name("quantities", DAY))}),
    "negative offset": (lambda lake: change(lake, "dates", start=-3), {(Kind.SPAN, partition_name("dates", DAY))}),
    "span outside": (lambda lake: change(lake, "places", spans=[{"start": 0, "end": 9999}]), {(Kind.SPAN, partition_name("places", DAY))}),
    "no span": (lambda lake: change(lake, "places", spans=[]), {(Kind.SPAN, partition_name("places", DAY))}),
    "verb elsewhere": (lambda lake: change(lake, "quotes", verb_start=4), {(Kind.SPAN, partition_name("quotes", DAY))}),
    "paragraphs": (lambda lake: change(lake, "articles", paragraphs=PARAGRAPHS), {(Kind.TEXT, partition_name("articles", DAY))}),
    "characters": (lambda lake: change(lake, "articles", characters=3), {(Kind.TEXT, partition_name("articles", DAY))}),
    "speaker": (lambda lake: change(lake, "articles", source_uri="in/x"), {(Kind.SPEAKER, partition_name("articles", DAY))}),
    "duplicates": (lambda lake: change(lake, "articles", None, duplicates=[]), {(Kind.SPEAKER, partition_name("articles", None))}),
    "teaser's source": (lambda lake: change(lake, "teasers", None, source_uri="in/x"), {(Kind.SPEAKER, partition_name("teasers", None))}),
    "teaser of nobody": (
        lambda lake: change(lake, "teasers", None, page_id="0"),
        {(Kind.ORPHAN, partition_name("teasers", None)), (Kind.MISSING, partition_name("teasers", None))},
    ),
    "articles gone": (
        lambda lake: lake.partition_path("articles", DAY).unlink(),
        {(Kind.MISSING, partition_name("articles", DAY)), (Kind.LEFTOVER, f"articles/date={DAY}")},
    ),
    "ledger row gone": (
        lambda lake: execute(lake, "DELETE FROM pages WHERE uri = 'in/1.txt'"),
        {(Kind.ORPHAN, partition_name("articles", DAY)), *((Kind.ORPHAN, partition_name("teasers", day)) for day in (None, date(2026, 11, 21)))},
    ),
    "ledger's day": (
        lambda lake: execute(lake, "UPDATE pages SET day = '2020-01-01' WHERE uri = 'in/1.txt'"),
        {(Kind.ORPHAN, partition_name("articles", DAY))},
    ),
    "near-duplicate gone": (
        lambda lake: rewrite(lake, NEAR, []) or None,
        {(kind, partition_name(NEAR, DAY)) for kind in (Kind.SCHEMA, Kind.SIMILAR)},
    ),
    "near-duplicate's group": (lambda lake: change(lake, NEAR, group_id="1" * 64), {(Kind.SIMILAR, partition_name(NEAR, DAY))}),
    "near-duplicates' file gone": (
        lambda lake: shutil.rmtree(lake.partition_path(NEAR, DAY).parent),
        {(Kind.SIMILAR, partition_name(NEAR, DAY))},
    ),
    "near-duplicate of nobody": (
        lambda lake: rewrite(lake, NEAR, [NearDuplicate("f" * 64, date(2020, 1, 1), "e" * 64, "e" * 64, 0.9)], date(2020, 1, 1)),
        {(Kind.SIMILAR, partition_name(NEAR, date(2020, 1, 1)))},
    ),
    "index's story gone": (
        lambda lake: execute(lake, "DELETE FROM stories WHERE day = '2026-11-02'", lake.similar_file),
        {(Kind.SIMILAR, "_state/similar.sqlite")},
    ),
    "index's link gone": (lambda lake: execute(lake, "DELETE FROM links", lake.similar_file), {(Kind.SIMILAR, "_state/similar.sqlite")}),
    "index gone": (lambda lake: lake.similar_file.unlink(), {(Kind.SIMILAR, "_state/similar.sqlite")}),
    "index damaged": (lambda lake: lake.similar_file.write_bytes(b"x" * 9999) and None, {(Kind.SIMILAR, "_state/similar.sqlite")}),
    "letter gone": (lambda lake: next(lake.dead_letters.iterdir()).unlink(), {(Kind.MISSING, "_dead_letters")}),
    "letter damaged": (
        lambda lake: (lake.dead_letters / "x.avro").write_bytes(b"Obj\x01 no") and None,
        {(Kind.UNREADABLE, "_dead_letters/x.avro")},
    ),
    "run damaged": (lambda lake: (lake.runs / "x.json").write_bytes(b"{") and None, {(Kind.UNREADABLE, "_runs/x.json")}),
    "staging": (lambda lake: folder(lake.staging / "run-1"), {(Kind.LEFTOVER, "_staging/run-1")}),
    "temporary file": (lambda lake: (lake.runs / "x.json.tmp").touch(), {(Kind.LEFTOVER, "_runs/x.json.tmp")}),
    "empty partition": (lambda lake: folder(lake.root / "people/date=2020-01-01"), {(Kind.LEFTOVER, "people/date=2020-01-01")}),
    "table gone": (lambda lake: folder(lake.root / "people/date=x"), {(Kind.STRANGER, "people/date=x")}),
    "file in a table": (lambda lake: (lake.root / "people/_SUCCESS").touch(), {(Kind.STRANGER, "people/_SUCCESS")}),
    "second file": (
        lambda lake: (lake.root / PEOPLE / "b.parquet").touch(),
        {(Kind.STRANGER, f"{PEOPLE}/b.parquet")},
    ),
    "file in the lake": (lambda lake: (lake.root / "notes.txt").touch(), {(Kind.STRANGER, "notes.txt")}),
    "file in the state": (lambda lake: (lake.state / "notes").touch(), {(Kind.STRANGER, "_state/notes")}),
}


@pytest.fixture(scope="module")
def sound(fast_folder: Path) -> Lake:
    """A sound lake, made once; not to be changed."""
    return make_lake(fast_folder / "sound")


@pytest.fixture
def lake(sound: Lake, fast_folder: Path) -> Iterator[Lake]:
    """A copy of it, to be damaged."""
    shutil.copytree(sound.root, fast_folder / "lake")
    yield Lake(fast_folder / "lake")
    shutil.rmtree(fast_folder / "lake")


def test_a_sound_lake_has_no_findings(sound: Lake) -> None:
    """No finding, and every row looked at."""
    verdict = verify(sound)
    assert verdict.findings == ()
    assert verdict.rows == {
        "articles": 5, "teasers": 10, "people": 5, "organizations": 5, "places": 10, "dates": 5, "quantities": 5, "quotes": 10,
            "near_duplicates": 5
    }  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_each_fault_is_named(name: str, lake: Lake) -> None:
    """The file and the kind of each fault are found, with what to do, and nothing else is."""
    damage, expected = FAULTS[name]
    damage(lake)
    findings = verify(lake).findings
    assert {(finding.kind, finding.where) for finding in findings} >= expected
    others = {(finding.kind, finding.where) for finding in findings} - expected
    assert all(kind == Kind.MISSING for kind, _ in others), others
    assert all(finding.count > 0 and finding.example and finding.remedy for finding in findings)


@pytest.mark.parametrize("name", [name for name, (_, found) in FAULTS.items() if all(kind != Kind.STRANGER for kind, _ in found)])
def test_repair_leaves_what_the_next_ingest_fills(name: str, lake: Lake) -> None:
    """After repair there are no damaged files: what is left to find is told to be read again, and its sources are due."""
    FAULTS[name][0](lake)
    repair(lake, Files())
    left = verify(lake).findings
    assert {finding.kind for finding in left} <= {Kind.MISSING, Kind.SPAN, Kind.TEXT, Kind.SPEAKER}
    if left:
        with open_ledger(lake) as ledger:
            pages = {page.uri for page in ledger.all_pages()}
            assert set(ledger.unchanged(source_row(uri) for uri in pages)) < pages


def test_every_kind_has_a_remedy_and_a_test() -> None:
    """Each kind of finding has words on what to do, and is shown above, by test_lost_ledger, by test_iceberg or by the tests of stores."""
    assert set(REMEDY) == set(Kind)
    assert {kind for _, expected in FAULTS.values() for kind, _ in expected} == set(Kind) - {Kind.LEDGER, Kind.ICEBERG, Kind.STORED, Kind.CUT_OFF}


def test_repair_of_a_sound_lake_does_nothing(sound: Lake) -> None:
    """Nothing done, no source read again."""
    done = repair(sound, Files())
    assert (done.done, done.sources) == ((), 0)
