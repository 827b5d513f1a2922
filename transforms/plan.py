"""Which rows of a slice go where: the pure plan of merges, from what the pages gave and what the ledger knows.

Pages compete: of those that give the same story one speaks for the article, and of equal pages one gives the teasers.
Who wins follows from the pages alone, so that their order, and how they are split into runs, changes nothing.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

from schemas.records import TABLES
from schemas.slices import DayMerge, Fragment, MergePlan, PageOutcome


@dataclass(frozen=True, slots=True)
class _Contest:
    """What pages compete for, in which tables its rows lie, and who wins."""

    tables: tuple[str, ...]
    prize: Callable[[PageOutcome], str | None]
    rank: Callable[[PageOutcome], tuple[str, str]]
    days: Callable[[PageOutcome], tuple[str, ...]]

    def winners(self, outcomes: Iterable[PageOutcome]) -> dict[str, PageOutcome]:
        """For each prize the page that wins it: the one of the smallest rank."""
        best: dict[str, PageOutcome] = {}
        for outcome in outcomes:
            prize = self.prize(outcome)
            if prize is not None and (prize not in best or self.rank(outcome) < self.rank(best[prize])):
                best[prize] = outcome
        return best


ARTICLES = _Contest(
    tables=tuple(name for name in TABLES if name != "teasers"),
    prize=lambda outcome: outcome.article_id,
    rank=lambda outcome: (outcome.claim or "", outcome.uri),
    days=lambda outcome: (outcome.day,) if outcome.day else (),
)
TEASERS = _Contest(
    tables=("teasers",),
    prize=lambda outcome: outcome.page_id if outcome.teaser_days else None,
    rank=lambda outcome: ("", outcome.uri),
    days=lambda outcome: outcome.teaser_days,
)


class _Changes:
    """Collects what each table's day has to drop, take and list."""

    def __init__(self) -> None:
        self.drop: dict[tuple[str, str], set[str]] = defaultdict(set)
        self.won: set[tuple[str, str]] = set()
        self.take: dict[tuple[str, str], set[tuple[str, int]]] = defaultdict(set)
        self.losers: dict[str, set[str]] = defaultdict(set)
        self.duplicates: dict[str, dict[str, tuple[str, ...]]] = defaultdict(dict)
        self.reread: set[str] = set()

    def merges(self) -> tuple[DayMerge, ...]:
        keys = {*self.drop, *self.take, *(("articles", day) for day in self.duplicates)}
        return tuple(self._merge(table, day) for table, day in sorted(keys))

    def _merge(self, table: str, day: str) -> DayMerge:
        take = self.take.get((table, day), set())
        return DayMerge(
            table,
            day,
            drop=tuple(sorted(self.drop.get((table, day), ()))),
            take=tuple(sorted(take)),
            losers=tuple(sorted(self.losers[table])) if take else (),
            duplicates=tuple(sorted(self.duplicates[day].items())) if table == "articles" and day in self.duplicates else (),
        )


def plan_merges(fragments: Sequence[Fragment], known: Iterable[PageOutcome], sources: Collection[str]) -> MergePlan:
    """The plan of a slice.

    Args:
        fragments: What the slice staged, with each page's outcome.
        known: What the ledger knows of the files in `sources`, of every page that gives an article that these or the slice's
            pages give, and of every page equal to one of them.
        sources: URIs of the files that the slice read; what the ledger knew of them is replaced.

    Returns:
        The merges sorted by table and day, the pages that are gone, and the files that have to be read again first.
    """
    new = {outcome.uri: outcome for fragment in fragments for outcome in fragment.outcomes}
    old = {outcome.uri: outcome for outcome in known}
    kept = {uri: outcome for uri, outcome in old.items() if uri not in new and outcome.source_uri not in sources}
    changes = _Changes()
    for contest in (ARTICLES, TEASERS):
        _plan_contest(changes, contest, new, old, kept)
    _plan_duplicates(changes, new, old, kept)
    _plan_takes(changes, fragments)
    removed = tuple(outcome for uri, outcome in sorted(old.items()) if uri not in kept and uri not in new)
    return MergePlan(changes.merges(), removed, tuple(sorted(changes.reread)))


_Outcomes = dict[str, PageOutcome]


def _plan_contest(changes: _Changes, contest: _Contest, new: _Outcomes, old: _Outcomes, kept: _Outcomes) -> None:
    before = contest.winners(old.values())
    after = contest.winners((*kept.values(), *new.values()))
    for prize in sorted({*before, *after}):
        was, now = before.get(prize), after.get(prize)
        if now is not None and now.uri in kept:
            if was is None or was.uri != now.uri:
                changes.reread.add(now.source_uri)
            continue
        for table in contest.tables:
            if was is not None:
                for day in contest.days(was):
                    changes.drop[table, day].add(prize)
            if now is not None:
                changes.won.update((table, day) for day in contest.days(now))
    winners = {outcome.uri for outcome in after.values()}
    losers = {uri for uri, outcome in new.items() if contest.prize(outcome) is not None} - winners
    for table in contest.tables:
        changes.losers[table] = losers


def _plan_duplicates(changes: _Changes, new: _Outcomes, old: _Outcomes, kept: _Outcomes) -> None:
    """List an article's other pages where the list isn't what it was, or where its row is new."""
    before, after = _pages_by_article(old.values()), _pages_by_article((*kept.values(), *new.values()))
    for article_id, pages in after.items():
        speaker = min(pages, key=ARTICLES.rank)
        others = tuple(sorted(page.uri for page in pages if page is not speaker))
        was = {page.uri for page in before.get(article_id, ())}
        if speaker.day and (others if speaker.uri in new else was != {speaker.uri, *others}):
            changes.duplicates[speaker.day][article_id] = others


def _pages_by_article(outcomes: Iterable[PageOutcome]) -> dict[str, list[PageOutcome]]:
    pages: dict[str, list[PageOutcome]] = defaultdict(list)
    for outcome in outcomes:
        if outcome.article_id:
            pages[outcome.article_id].append(outcome)
    return pages


def _plan_takes(changes: _Changes, fragments: Sequence[Fragment]) -> None:
    """Take the batches of the days in which a page of the slice has won something."""
    for fragment in fragments:
        for table, days in fragment.days.items():
            for batch, day in enumerate(days):
                if (table, day) in changes.won:
                    changes.take[table, day].add((fragment.name, batch))
