"""Record types that are added: each is one module of the namespace package `zhengwen_records`, found by its being there.

Whatever folder of that name lies on Python's path takes part, so a type is added by a file beside the program, by PYTHONPATH, or by
a distribution that ships such a file; workers, which are processes with the same path, find the same types. docs/adding-a-record.md
leads through it.
"""

import hashlib
import importlib
import importlib.util
import pkgutil
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, is_dataclass
from datetime import date

from schemas.added import StoryRow
from schemas.columns import Column, columns
from schemas.stages import StoryContext

PACKAGE = "zhengwen_records"
ATTRIBUTE = "RECORD_TYPE"
TABLE_NAME = r"[a-z][a-z0-9_]{0,40}"


class RecordTypeError(Exception):
    """A module of `zhengwen_records` declares no record type that a lake can hold; the message is one line that says what to change."""


@dataclass(frozen=True, slots=True)
class RecordType:
    """A table of records that stories give, besides the built-in ones."""

    table: str
    """The table's name: small letters, digits and underscores."""
    row: type[StoryRow]
    """One row: a frozen dataclass of `schemas.columns.column`s, article_id and published_date among them."""
    find: Callable[[str, StoryContext], Iterable[StoryRow]]
    """Gives a story's rows from its text; pure: the same text and context give the same rows."""
    key: tuple[str, ...] = ("start", "end")
    """The columns that tell a story's rows apart, and by which they are put in order; of rows that are equal in them the first stays."""
    version: int = 1
    """Raise it when `find` gives other rows than before: `zhengwen reprocess` then reads again what was read with a smaller one."""

    @property
    def fingerprint(self) -> str:
        """Its table, version and columns in a few characters: what the ledger keeps of each source that was read with it."""
        return f"{self.table} {self.version} {self.columns_digest}"

    @property
    def columns_digest(self) -> str:
        """Of its columns and their order: what makes files of the table fit together."""
        return hashlib.sha256(repr([*map(_told, columns(self.row)), self.key]).encode()).hexdigest()[:12]


def load_record_types(taken: Collection[str]) -> tuple[RecordType, ...]:
    """The record types of all modules of `zhengwen_records`, in the order of the modules' names.

    Args:
        taken: Names of tables that can't be given again.

    Raises:
        RecordTypeError: A module declares none, or one that a lake can't hold.
    """
    found = importlib.util.find_spec(PACKAGE)
    if found is None or found.submodule_search_locations is None:
        return ()
    modules = sorted(module.name for module in pkgutil.iter_modules(found.submodule_search_locations) if not module.name.startswith("_"))
    types: dict[str, RecordType] = {}
    for name in modules:
        added = _checked(f"{PACKAGE}.{name}", {*taken, *types})
        types[added.table] = added
    return tuple(types.values())


def _checked(module: str, taken: Collection[str]) -> RecordType:
    added = getattr(importlib.import_module(module), ATTRIBUTE, None)
    if not isinstance(added, RecordType):
        raise RecordTypeError(f"{module}: it has no {ATTRIBUTE} = RecordType(...): see docs/adding-a-record.md")
    for fault in _faults(added, taken):
        raise RecordTypeError(f"{module}: {fault}")
    return added


def _faults(added: RecordType, taken: Collection[str]) -> Iterator[str]:
    """What keeps a lake from holding the type, in the order in which it can be looked at."""
    if not re.fullmatch(TABLE_NAME, added.table):
        yield f"{added.table!r} is no name for a table: write small letters, digits and underscores"
    if added.table in taken:
        yield f"there is a table {added.table} already: give it another name"
    if not is_dataclass(added.row) or not added.row.__dataclass_params__.frozen:
        yield f"{added.row.__name__} is no frozen dataclass: write @dataclass(frozen=True, slots=True) above it"
        return
    try:
        types = {column.name: (column.item, column.nullable, column.repeated) for column in columns(added.row)}
    except (TypeError, KeyError) as error:
        yield f"{added.row.__name__}: each field is a column: {error}"
        return
    for name, wanted in (("article_id", (str, False, False)), ("published_date", (date, True, False))):
        if types.get(name) != wanted:
            yield f"{added.row.__name__} needs a field {name}: {'str' if name == 'article_id' else 'date | None'}"
    for name in added.key:
        if name not in types or types[name][2]:
            yield f"key: {name} is no single-valued column of {added.row.__name__}"


def _told(column: Column) -> tuple[object, ...]:
    return column.name, column.item.__name__, column.nullable, column.repeated, tuple(map(_told, column.fields))
