"""What makes a lake of the rows that a peer wrote, as the pipeline's and the pool's merges do: filed by day, each story once, near-duplicates found.

One statement of DuckDB's a table, whichever tool wrote it: https://duckdb.org/docs/stable/data/partitioning/partitioned_writes. Rows sorted by day
keep few partitions open and give a day one file; https://duckdb.org/docs/stable/guides/performance/how_to_tune_workloads: a limit of memory and a
folder to spill to, and no order kept that isn't asked for. Rows know their page, so that those of pages that speak for their story are told by a
join with a small table, exactly as `transforms.plan` tells them, where DISTINCT ON would compare all columns of all rows.
"""

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb

from benchmarks.pipeline.similar import write_near_duplicates
from benchmarks.pipeline.work import NESTED_FILE, ROW_TABLES, SCHEMAS
from schemas.partitions import PARTITION_KEY, UNKNOWN_DATE
from schemas.tables import DATE_COLUMN, SORT_KEY
from transforms.fragments import SPEAKER
from transforms.text.outcomes import DATE_SOURCES
from transforms.text.signature import Signature

MADE = "_made"
"""The folder of a lake in which a peer writes its rows: a folder of Parquet files a table, or NESTED_FILE."""
MEMORY = "1GB"
SIGNATURES_AT_ONCE = 1_000

TELLERS = f"""
CREATE TEMP TABLE tellers AS
SELECT article_id, pages[1].uri AS "{SPEAKER}", pages[1].day AS day, list_sort([page.uri FOR page IN pages[2:]]) AS others
FROM (
    SELECT article_id, list({{uri: source_uri, day: coalesce(published_date, DATE '{UNKNOWN_DATE}')}} ORDER BY
        list_position({list(DATE_SOURCES)}, date_source), published_date NULLS LAST, title IS NULL, page_id, source_uri) AS pages
    FROM articles GROUP BY article_id
)
"""  # noqa: S608  names of ours
"""Which page speaks for a story, and which others tell it: the order of `transforms.text.outcomes.claim_of`."""
LISTERS = f'CREATE TEMP TABLE listers AS SELECT min(source_uri) AS "{SPEAKER}" FROM teasers GROUP BY page_id'  # noqa: S608  likewise
"""Which of equal pages gives the teasers."""
SIGNED = f"""
SELECT article_id, day, bins, numbers FROM signatures JOIN tellers USING ("{SPEAKER}") ORDER BY article_id[33:]
"""  # noqa: S608  likewise
"""In the order of `pipeline.lake.similar_schema.key_of`."""


def finish(made: Path, lake: Path, workers: int) -> None:
    """Make a lake of what a peer wrote, and remove that.

    Args:
        made: The folder that the peer wrote.
        lake: The lake's folder.
        workers: How many threads it may take.
    """
    with duckdb.connect(config={"threads": workers, "memory_limit": MEMORY, "preserve_insertion_order": False}) as database:
        database.execute(f"SET temp_directory = '{made / '_spilled'}'")
        for table in SCHEMAS:
            _show(database, made, table)
        database.execute(TELLERS)
        database.execute(LISTERS)
        for table in ROW_TABLES:
            database.execute(_filing(table, lake))
        write_near_duplicates(lake, _signed(database))
    shutil.rmtree(made)


def _show(database: duckdb.DuckDBPyConnection, made: Path, table: str) -> None:
    """Make a view of a table's rows."""
    files = [str(path) for path in sorted(made.joinpath(table).rglob("*.parquet")) if path.stat().st_size]  # datatrove may leave an empty one
    if files:
        rows = f"SELECT * FROM read_parquet({files}, hive_partitioning = false)"  # noqa: S608  names of ours
    elif (made / NESTED_FILE).exists():
        rows = f"SELECT unnest(found) FROM (SELECT unnest(\"{table}\") AS found FROM read_parquet('{made / NESTED_FILE}'))"  # noqa: S608  likewise
    else:
        database.register(table, SCHEMAS[table].empty_table())
        return
    database.execute(f'CREATE VIEW "{table}" AS {rows}')


def _filing(table: str, lake: Path) -> str:
    """The statement that files a table's rows by day: those of the pages that speak for what they tell."""
    keys = ", ".join(f'"{name}"' for name in SORT_KEY[table])
    day = f'coalesce("{DATE_COLUMN[table]}", DATE \'{UNKNOWN_DATE}\') AS "{PARTITION_KEY}"'
    speak = {"articles": "JOIN tellers", "teasers": "SEMI JOIN listers"}.get(table, "SEMI JOIN tellers")
    others = "REPLACE (others AS duplicates)" if table == "articles" else ""
    told = f'SELECT row.* EXCLUDE ("{SPEAKER}") {others}, {day} FROM "{table}" AS row {speak} USING ("{SPEAKER}")'  # noqa: S608  likewise
    rows = f'{told} ORDER BY "{PARTITION_KEY}", {keys}'
    return f"COPY ({rows}) TO '{lake / table}' (FORMAT parquet, COMPRESSION zstd, PARTITION_BY (\"{PARTITION_KEY}\"))"


def _signed(database: duckdb.DuckDBPyConnection) -> Iterator[tuple[str, date, Signature]]:
    """The stories that are told, with their days and signatures."""
    found = database.execute(SIGNED)
    while some := found.fetchmany(SIGNATURES_AT_ONCE):
        yield from ((article_id, day, Signature(bins, numbers)) for article_id, day, bins, numbers in some)
