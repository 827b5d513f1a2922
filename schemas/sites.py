"""What a user may say of a site, so that its pages are read right without code."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SiteProfile:
    """What the user says of the pages of a site."""

    prefix: str
    """What their URLs start with, without the scheme, or their source_uri."""
    label_words: tuple[str, ...] = ()
    """Words that stand before the blank of a teaser row, also where the page shows only one such row."""
    date_patterns: tuple[str, ...] = ()
    """How the address writes the day, such as %Y%m/%d; the first that is found counts."""
    home: str | None = None
    """The division that 我市, 我县 and the like mean, by its name."""
