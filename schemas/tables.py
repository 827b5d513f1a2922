"""The lake's tables: those that every lake has, and those of the record types that are added (`schemas.record_types`)."""

from schemas.record_types import load_record_types
from schemas.records import Article, DateExpression, NearDuplicate, Organization, Person, Place, Quantity, Quote, Teaser

BUILT_IN: dict[str, type] = {
    "articles": Article,
    "teasers": Teaser,
    "people": Person,
    "organizations": Organization,
    "places": Place,
    "dates": DateExpression,
    "quantities": Quantity,
    "quotes": Quote,
    "near_duplicates": NearDuplicate,
}
"""The tables of every lake by name."""

ADDED = load_record_types(taken=BUILT_IN)
"""The record types that are added where this process runs."""

TABLES: dict[str, type] = {**BUILT_IN, **{added.table: added.row for added in ADDED}}
"""The lake's tables by name."""

STORY_TABLES: tuple[str, ...] = ("articles", "people", "organizations", "places", "dates", "quantities", "quotes", *(added.table for added in ADDED))
"""The tables whose rows a story's page gives; teasers come from any page, near_duplicates from all stories together."""

DATE_COLUMN: dict[str, str] = {name: "teaser_date" if name == "teasers" else "published_date" for name in TABLES}
"""The nullable date column of each table that its partition follows."""

SORT_KEY: dict[str, tuple[str, ...]] = {
    "articles": ("article_id",),
    "teasers": ("page_id", "position"),
    "people": ("article_id", "name"),
    "organizations": ("article_id", "name"),
    "places": ("article_id", "name", "code"),
    "dates": ("article_id", "start", "end"),
    "quantities": ("article_id", "start", "end"),
    "quotes": ("article_id", "start", "end", "kind", "verb_start"),
    "near_duplicates": ("article_id",),
    **{added.table: ("article_id", *added.key) for added in ADDED},
}
"""What identifies a row in its table, and the order of rows in a file."""
