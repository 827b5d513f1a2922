"""The work that every tool is given, so that what differs between them is the tool: a page's bytes in, the tables' rows out.

Decode, separate the story, resolve its date, extract the records, sign the story for the search for near-duplicates. Nothing here reads or
writes a file. The tools differ in what they like to be given, so the rows come as Arrow tables, as one nested Arrow array, or as Python's own.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import Any

import pyarrow as pa

from schemas.arrow import arrow_schema
from schemas.inputs import Caps
from schemas.reasons import Rejected
from schemas.records import DeadLetter
from schemas.stages import ExtractedPage, Page
from schemas.tables import BUILT_IN
from transforms.fragments import SPEAKER
from transforms.rows import record_table
from transforms.text.charset import decode_page
from transforms.text.dead_letters import dead_letter
from transforms.text.extract import Extractor, extract_page
from transforms.text.resolve import resolve_date
from transforms.text.separate import separate_story
from transforms.text.signature import Signature, signature_of

CAPS = Caps()
ROW_TABLES = tuple(name for name in BUILT_IN if name != "near_duplicates")
"""The tables that each page gives rows to by itself; near_duplicates needs all stories together."""
SIGNATURES = pa.schema([pa.field("bins", pa.binary()), pa.field("numbers", pa.binary())])
PAGE = pa.field(SPEAKER, pa.string())
"""What a row has besides its table's columns, as the pipeline's and the pool's staged rows do: the page that it comes from."""
SCHEMAS: dict[str, pa.Schema] = {name: arrow_schema(BUILT_IN[name]).remove_metadata().append(PAGE) for name in ROW_TABLES}
SCHEMAS["signatures"] = SIGNATURES.append(PAGE)
NESTED = pa.struct([pa.field(name, pa.list_(pa.struct(list(schema)))) for name, schema in SCHEMAS.items()])
"""A page's rows as one value: a list of rows a table."""
NESTED_FILE = "pages.parquet"
"""What a tool writes whose output is one table: a row a page, of NESTED's columns."""

_extractor = cache(Extractor.load)


def page_records(page: Page | DeadLetter) -> ExtractedPage | DeadLetter:
    """What becomes of a page."""
    if isinstance(page, DeadLetter):
        return page
    try:
        return extract_page(resolve_date(separate_story(decode_page(page, CAPS))), _extractor())
    except Rejected as rejected:
        return dead_letter(page.source_uri, page.data, rejected, CAPS)


def signed(item: ExtractedPage | DeadLetter) -> Signature | None:
    """The signature of a page's story, where there is one that is long enough."""
    return signature_of(item.article.text) if isinstance(item, ExtractedPage) and item.article else None


@dataclass(frozen=True, slots=True)
class _Made:
    """What a page gives."""

    uri: str
    rows: dict[str, Sequence[Any]]
    """By table; every table is there."""


def rows_of(page: Page) -> dict[str, list[dict[str, Any]]]:
    """A page's rows as dictionaries, by table; every table is there."""
    made = _made(page)
    return {table: [{**(row if isinstance(row, dict) else asdict(row)), SPEAKER: made.uri} for row in rows] for table, rows in made.rows.items()}


def tables_of(pages: Iterable[Page]) -> dict[str, pa.Table]:
    """The rows of some pages, an Arrow table each."""
    made = [_made(page) for page in pages]
    return {table: _table(table, made) for table in SCHEMAS}


def nested_of(pages: Iterable[Page]) -> pa.StructArray:
    """The rows of some pages as one array of NESTED, a value a page."""
    made = [_made(page) for page in pages]
    return pa.StructArray.from_arrays([_list_array(table, made) for table in SCHEMAS], fields=list(NESTED))


def pages_in(folder: Path) -> list[Path]:
    """The files of a corpus, in order."""
    return sorted(path for home in folder.iterdir() for path in home.iterdir())


def chunks(paths: Sequence[Path], size: int = 250) -> list[Sequence[Path]]:
    """Some paths at a time."""
    return [paths[start : start + size] for start in range(0, len(paths), size)]


def read_pages(paths: Iterable[Path]) -> Iterator[Page]:
    """The pages, read one after another."""
    return (Page(str(path), path.read_bytes()) for path in paths)


def _made(page: Page) -> _Made:
    item = page_records(page)
    if isinstance(item, DeadLetter):
        return _Made(page.source_uri, dict.fromkeys(SCHEMAS, ()))
    signature = signed(item)
    rows: dict[str, Sequence[Any]] = {"articles": [item.article] if item.article else [], "teasers": item.teasers}
    rows |= {table: getattr(item.records, table) for table in ROW_TABLES if table not in rows}
    return _Made(page.source_uri, rows | {"signatures": [{"bins": signature.bins, "numbers": signature.numbers}] if signature else []})


def _table(table: str, made: Sequence[_Made]) -> pa.Table:
    rows = [row for one in made for row in one.rows[table]]
    known = record_table(BUILT_IN[table], rows) if table in BUILT_IN else pa.Table.from_pylist(rows, SIGNATURES)
    return known.append_column(PAGE, pa.array([one.uri for one in made for _ in one.rows[table]], PAGE.type))


def _list_array(table: str, made: Sequence[_Made]) -> pa.ListArray:
    offsets = pa.array(accumulate((len(one.rows[table]) for one in made), initial=0), pa.int32())
    flat = _table(table, made).combine_chunks()
    columns = [column.combine_chunks() if column.num_chunks else pa.array([], column.type) for column in flat.columns]
    return pa.ListArray.from_arrays(offsets, pa.StructArray.from_arrays(columns, fields=list(SCHEMAS[table])))
