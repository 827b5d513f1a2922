"""The account of a slice: every page that entered left exactly once."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from schemas.outcomes import Outcome
from schemas.slices import Fragment, SourceRead


class AccountError(Exception):
    """Pages that entered and pages that left don't add up: a fault of the program; nothing was committed."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many pages became what."""

    pages: int = 0
    stories: int = 0
    duplicates: int = 0
    """Pages that give a story which another page has given."""
    indexes: int = 0
    dead: int = 0
    reasons: tuple[tuple[str, int], ...] = ()
    """Dead letters by reason."""
    forgotten: int = 0
    """Pages that were left out, since the lake is to forget them; not among `pages`."""

    @property
    def counts(self) -> dict[str, int]:
        """The numbers by name, for the run's record."""
        named = {"pages": self.pages, "stories": self.stories, "duplicates": self.duplicates, "indexes": self.indexes, "dead": self.dead}
        forgotten = {"forgotten": self.forgotten} if self.forgotten else {}
        return named | {f"dead:{reason}": count for reason, count in self.reasons} | forgotten


def tally_slice(reads: Iterable[SourceRead], fragments: Iterable[Fragment], known_articles: Collection[str]) -> Tally:
    """The account of a slice.

    Args:
        reads: How many pages entered from each source.
        fragments: What became of each.
        known_articles: Articles that the lake has from other pages.

    Raises:
        AccountError: The sums differ.
    """
    reads = list(reads)
    outcomes = [outcome for fragment in fragments for outcome in fragment.outcomes]
    entered = sum(read.pages for read in reads)
    left = len({outcome.uri for outcome in outcomes})
    if not entered == left == len(outcomes):
        told = f"{entered} pages entered, {len(outcomes)} left, {left} of them different"
        raise AccountError(f"{told}: nothing of this slice was committed; please report it")
    kinds = Counter(outcome.outcome for outcome in outcomes)
    stories = len({outcome.article_id for outcome in outcomes if outcome.article_id} - set(known_articles))
    reasons = Counter(outcome.reason for outcome in outcomes if outcome.reason)
    return Tally(
        entered,
        stories,
        kinds[Outcome.STORY] - stories,
        kinds[Outcome.INDEX],
        kinds[Outcome.DEAD],
        tuple(sorted(reasons.items())),
        sum(read.forgotten for read in reads),
    )


def total(tallies: Iterable[Tally]) -> Tally:
    """The sum of slices."""
    pages = stories = duplicates = indexes = dead = forgotten = 0
    reasons: Counter[str] = Counter()
    for tally in tallies:
        pages, stories, duplicates = pages + tally.pages, stories + tally.stories, duplicates + tally.duplicates
        indexes, dead = indexes + tally.indexes, dead + tally.dead
        forgotten += tally.forgotten
        reasons.update(dict(tally.reasons))
    return Tally(pages, stories, duplicates, indexes, dead, tuple(sorted(reasons.items())), forgotten)
