"""docs/reference.md says what the code says: commands, flags, settings, tables, columns, reasons. `python -m tests.test_reference` writes it anew."""

import argparse
import ast
import inspect
from collections.abc import Iterable, Iterator
from itertools import pairwise

from pipeline.cli import COMMANDS, DESCRIPTION, EPILOG, build_parser
from pipeline.describe import describe_table
from pipeline.settings import SETTINGS, SITE_SETTINGS, Setting
from schemas import reasons
from schemas.reasons import Reason
from schemas.tables import DATE_COLUMN, SORT_KEY, TABLES
from tests.helpers import REPOSITORY

PAGE = REPOSITORY / "docs" / "reference.md"


def reference() -> str:
    """The whole page."""
    parts = [_head(), _commands(), _settings("Settings", SETTINGS), _settings("Settings of a site", SITE_SETTINGS), _tables(), _reasons()]
    return "\n".join(line for part in parts for line in part)


def _head() -> Iterator[str]:
    yield "# Reference"
    yield ""
    yield "Made from the code by `python -m tests.test_reference`; a test holds the two equal."
    yield from ("", *DESCRIPTION.strip().splitlines(), "")
    yield f"Exit codes:{' '.join(EPILOG.partition('exit codes:')[2].split()).join((' ', '.'))}"
    yield ""


def _commands() -> Iterator[str]:
    subparsers = next(action for action in build_parser()._actions if isinstance(action, argparse._SubParsersAction))
    yield from ("## Commands", "")
    for command in COMMANDS:
        parser = subparsers.choices[command.name]
        yield from (f"### {command.name}", "", *str(parser.description).strip().splitlines(), "")
        yield from _table(
            ("argument", "what"), ((_flags(action), str(action.help) % vars(action)) for action in parser._actions if action.dest != "help")
        )


def _flags(action: argparse.Action) -> str:
    if not action.option_strings:
        return f"`{action.metavar or action.dest}`"
    value = "" if action.nargs == 0 else f" {action.metavar or (' or '.join(map(str, action.choices)) if action.choices else action.dest.upper())}"
    return ", ".join(f"`{flag}{value}`" for flag in action.option_strings)


def _settings(title: str, settings: Iterable[Setting]) -> Iterator[str]:
    yield from (f"## {title}", "")
    yield from _table(
        ("in zhengwen.toml", "in the environment", "what", "default"),
        (
            (f"`{known.name} = {known.example}`", f"`{known.variable}`" if known in SETTINGS else "", known.doc, known.default or "")
            for known in settings
        ),
    )


def _tables() -> Iterator[str]:
    yield from ("## Tables", "")
    for table in TABLES:
        described = describe_table(table)
        yield from (f"### {table}", "", f"One row is: {described.row[0].lower()}{described.row[1:]}.")
        yield f"Filed by `{DATE_COLUMN[table]}`; a row is known by `{'`, `'.join(SORT_KEY[table])}`."
        yield ""
        columns = ((f"`{c.name}`", c.type, "yes" if c.nullable else "no", c.description) for c in described.columns)
        yield from _table(("column", "type", "NULL", "what"), columns)


def _reasons() -> Iterator[str]:
    yield from ("## Reasons of dead letters", "")
    yield from _table(("reason", "what"), ((f"`{reason.value}`", docs_of_reasons()[reason.name]) for reason in Reason))


def docs_of_reasons() -> dict[str, str]:
    """The line below each reason in its module."""
    body = next(node for node in ast.parse(inspect.getsource(reasons)).body if isinstance(node, ast.ClassDef) and node.name == "Reason").body
    return {
        node.targets[0].id: str(after.value.value)
        for node, after in pairwise(body)
        if isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Name)
        and isinstance(after, ast.Expr)
        and isinstance(after.value, ast.Constant)
    }


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield "|" + "---|" * len(head)
    for row in rows:
        yield f"| {' | '.join(' '.join(cell.split()).replace('|', '&#124;') for cell in row)} |"
    yield ""


def test_the_reference_is_what_the_code_says() -> None:
    """A flag, a column or a reason that changes is told."""
    assert reference() == PAGE.read_text(encoding="utf-8")


def test_nothing_is_left_without_words() -> None:
    """Every argument, column and reason has a description."""
    rows = [line for line in reference().splitlines() if line.startswith("| `")]

    assert [] == [row for row in rows if "|  |" in row.replace("|  |\n", "").split(" | ", 1)[0] or " None |" in row]
    assert {reason.name for reason in Reason} == set(docs_of_reasons())


if __name__ == "__main__":
    PAGE.write_text(reference(), encoding="utf-8")
