"""What the record types that are added find in a story."""

from collections.abc import Iterable, Sequence

from schemas.added import AddedRows, StoryRow
from schemas.record_types import RecordType
from schemas.stages import StoryContext
from schemas.tables import ADDED


def find_added(text: str, context: StoryContext, types: Sequence[RecordType] = ADDED) -> tuple[AddedRows, ...]:
    """The rows of each added record type, each row once by its type's key.

    Args:
        text: The story's text.
        context: What is known of the story besides; its article_id and published_date are every row's.
        types: The record types.

    Raises:
        ValueError: A row names another story or another day: it would be filed where nothing ever finds it again.
    """
    return tuple(AddedRows(added.table, _distinct(added, added.find(text, context), context)) for added in types)


def _distinct(added: RecordType, rows: Iterable[StoryRow], context: StoryContext) -> tuple[StoryRow, ...]:
    found: dict[tuple[object, ...], StoryRow] = {}
    for row in rows:
        if (row.article_id, row.published_date) != (context.article_id, context.published_date):
            raise ValueError(f"{added.table}: a row has another article_id or published_date than its story: {row}")
        found.setdefault(tuple(getattr(row, name) for name in added.key), row)
    return tuple(found.values())
