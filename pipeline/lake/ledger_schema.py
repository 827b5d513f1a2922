"""The ledger's tables, and how an older ledger becomes one of today."""

import sqlite3

from pipeline.errors import LakeError
from pipeline.lake.folders import Lake, migrate_advice

SCHEMA = """
CREATE TABLE sources (
  uri TEXT PRIMARY KEY, size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL, stamp TEXT NOT NULL, settled INTEGER NOT NULL,
  pages INTEGER NOT NULL, made_by TEXT NOT NULL DEFAULT '', rest TEXT NOT NULL DEFAULT ''
) WITHOUT ROWID;
CREATE TABLE pages (
  uri TEXT PRIMARY KEY, source_uri TEXT NOT NULL, page_id TEXT NOT NULL, outcome TEXT NOT NULL, reason TEXT, article_id TEXT,
  claim TEXT NOT NULL, day TEXT, teaser_days TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX pages_by_source ON pages (source_uri);
CREATE INDEX pages_by_id ON pages (page_id);
CREATE INDEX pages_by_article ON pages (article_id, claim) WHERE article_id IS NOT NULL;
CREATE INDEX pages_by_outcome ON pages (outcome, reason);
CREATE TABLE commits (number INTEGER PRIMARY KEY, commit_id TEXT NOT NULL UNIQUE);
"""
SCHEMA_VERSION = 3

STEPS: dict[int, str] = {
    1: "ALTER TABLE sources ADD COLUMN made_by TEXT NOT NULL DEFAULT ''",
    2: "ALTER TABLE sources ADD COLUMN rest TEXT NOT NULL DEFAULT ''",
}
"""For each older version the statements that lead to the next one, separated by semicolons."""


def set_up(connection: sqlite3.Connection, lake: Lake) -> None:
    """Make the tables where the ledger is new. Raises LakeError for a ledger of another version."""
    connection.execute("BEGIN IMMEDIATE")
    version = _version(connection)
    if version == 0:
        _execute(connection, SCHEMA, SCHEMA_VERSION)
    elif version != SCHEMA_VERSION:
        raise LakeError(_told(lake, version))
    connection.execute("COMMIT")


def bring_up_to_date(connection: sqlite3.Connection, lake: Lake) -> None:
    """Lead an older ledger to today's version, each step in one transaction. Raises LakeError for a newer one."""
    while 0 < (version := _version(connection)) < SCHEMA_VERSION:
        connection.execute("BEGIN IMMEDIATE")
        _execute(connection, STEPS[version], version + 1)
        connection.execute("COMMIT")
    set_up(connection, lake)


def _version(connection: sqlite3.Connection) -> int:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return int(version)


def _execute(connection: sqlite3.Connection, statements: str, version: int) -> None:
    for statement in filter(str.strip, statements.split(";")):
        connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {version}")


def _told(lake: Lake, version: int) -> str:
    told = f"{lake.ledger_file} has version {version} and this zhengwen knows {SCHEMA_VERSION}"
    return f"{told}: {migrate_advice(lake.root) if version < SCHEMA_VERSION else 'install the version that wrote it'}"
