"""The tables of the index of similar stories."""

import sqlite3
from contextlib import closing

from transforms.text.signature import SIGNATURE_VERSION

INDEX_VERSION = 100 * SIGNATURE_VERSION + 3
"""Rises with every change of these tables, and of which stories are compared, too: an index of another version is made anew."""

HELD = ("stories", "bands", "links", "grouped", "built")
"""The tables of what an index holds, and whether that is all."""

KEY_BYTES = 16
"""A story's key is as much of the end of its article_id."""

SCHEMA = """
CREATE TABLE stories (key BLOB PRIMARY KEY, article_id BLOB NOT NULL, day TEXT NOT NULL, bins BLOB NOT NULL, numbers BLOB NOT NULL);
CREATE TABLE bands (band INTEGER, key BLOB, PRIMARY KEY (band, key)) WITHOUT ROWID;
CREATE TABLE links (key BLOB, equal INTEGER, other BLOB, PRIMARY KEY (key, equal, other)) WITHOUT ROWID;
CREATE TABLE grouped (key BLOB PRIMARY KEY, group_id BLOB NOT NULL) WITHOUT ROWID;
CREATE INDEX grouped_by_group ON grouped (group_id);
CREATE TABLE last_commit (commit_id TEXT NOT NULL);
CREATE TABLE built (yes INTEGER NOT NULL);
"""
NOTES = """
CREATE TEMP TABLE IF NOT EXISTS ahead (key BLOB PRIMARY KEY) WITHOUT ROWID;
CREATE TEMP TABLE IF NOT EXISTS touched (key BLOB PRIMARY KEY) WITHOUT ROWID;
CREATE TEMP TABLE IF NOT EXISTS dropped (day TEXT, article_id BLOB, PRIMARY KEY (day, article_id)) WITHOUT ROWID;
CREATE TEMP TABLE IF NOT EXISTS marked (day TEXT, article_id BLOB, group_id BLOB, nearest_id BLOB, equal INTEGER, PRIMARY KEY (day, article_id));
"""


def key_of(article_id: str) -> bytes:
    """What the index knows an article by: half of its digest, which nobody can make two stories agree in."""
    return bytes.fromhex(article_id)[-KEY_BYTES:]


def set_up(connection: sqlite3.Connection) -> bool:
    """Make the tables of an index; False where they are there, of this version. An index of another version is emptied."""
    if is_of_this_version(connection):
        return False
    with closing(connection.cursor()) as cursor:
        cursor.execute("BEGIN IMMEDIATE")
        for table in (*HELD, "last_commit"):
            cursor.execute(f"DROP TABLE IF EXISTS {table}")
        for statement in filter(str.strip, SCHEMA.split(";")):
            cursor.execute(statement)
        cursor.execute(f"PRAGMA user_version = {INDEX_VERSION}")
        cursor.execute("COMMIT")
    return True


def is_of_this_version(connection: sqlite3.Connection) -> bool:
    """Whether the index's tables and signatures are made as this version makes them."""
    return bool(connection.execute("PRAGMA user_version").fetchone() == (INDEX_VERSION,))


def set_up_notes(connection: sqlite3.Connection) -> None:
    """Make the temporary tables in which a transaction notes what it touches."""
    for statement in filter(str.strip, NOTES.split(";")):
        connection.execute(statement)
