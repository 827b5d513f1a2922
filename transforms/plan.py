"""Which rows of a slice go where: the pure plan of merges, from what the pages gave and what the ledger knows.

Pages compete: of those that give the same story one speaks for the article, and of equal pages one gives the teasers.
Who wins follows from the pages alone, so that their order, and how they are split into runs, changes nothing.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import product

from schemas.outcomes import PageRow
from schemas.partitions import Grain, partition_date, partition_of
from schemas.slices import DayMerge, Fragment, Listing, MergePlan
from schemas.tables import STORY_TABLES


@dataclass(frozen=True, slots=True)
class _Contest:
    """What pages compete for, in which tables its rows lie, and who wins."""

    tables: tuple[str, ...]
    prize: Callable[[PageRow], str | None]
    rank: Callable[[PageRow], tuple[str, str]]
    days: Callable[[PageRow], tuple[date, ...]]

    def winners(self, outcomes: Iterable[PageRow]) -> dict[str, PageRow]:
        """For each prize the page that wins it: the one of the smallest rank."""
        best: dict[str, PageRow] = {}
        for outcome in outcomes:
            prize = self.prize(outcome)
            if prize is not None and (prize not in best or self.rank(outcome) < self.rank(best[prize])):
                best[prize] = outcome
        return best


ARTICLES = _Contest(
    tables=STORY_TABLES,
    prize=lambda outcome: outcome.article_id,
    rank=lambda outcome: (outcome.claim, outcome.uri),
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
        self.drop: dict[tuple[str, date], set[str]] = defaultdict(set)
        self.won: set[tuple[str, date]] = set()
        self.take: dict[tuple[str, date], set[tuple[str, int]]] = defaultdict(set)
        self.losers: dict[tuple[str, date], set[str]] = defaultdict(set)
        self.listings: dict[date, list[Listing]] = defaultdict(list)
        self.inherited: dict[str, PageRow] = {}
        self.heirs: dict[str, str] = {}

    def merges(self) -> tuple[DayMerge, ...]:
        keys = {*self.drop, *self.take, *(("articles", day) for day in self.listings)}
        return tuple(self._merge(table, day) for table, day in sorted(keys))

    def _merge(self, table: str, day: date) -> DayMerge:
        take = self.take.get((table, day), set())
        return DayMerge(
            table,
            day,
            drop=tuple(sorted(self.drop.get((table, day), ()))),
            take=tuple(sorted(take)),
            losers=tuple(sorted(self.losers.get((table, day), ()))) if take else (),
            listings=tuple(self.listings.get(day, ())) if table == "articles" else (),
        )


@dataclass(frozen=True, slots=True)
class _Pages:
    """The pages that a plan weighs, by URI."""

    new: dict[str, PageRow]
    old: dict[str, PageRow]
    kept: dict[str, PageRow]
    """Those of old that no page of the slice replaces."""

    def after(self) -> Iterator[PageRow]:
        yield from self.kept.values()
        yield from self.new.values()


def plan_merges(fragments: Sequence[Fragment], known: Iterable[PageRow], sources: Collection[str], unreadable: Collection[str] = ()) -> MergePlan:
    """The plan of a slice.

    Args:
        fragments: What the slice staged, with each page's outcome.
        known: What the ledger knows of the files in `sources`, of every page that gives an article that these or the slice's
            pages give, and of every page equal to one of them.
        sources: URIs of the files that the slice read; what the ledger knew of them is replaced.
        unreadable: URIs of files that can't be read again.

    Returns:
        The merges sorted by table and day, the pages that are gone, and the files that have to be read again first.
    """
    new = {outcome.uri: outcome for fragment in fragments for outcome in fragment.outcomes}
    old = {outcome.uri: outcome for outcome in known}
    kept = {uri: outcome for uri, outcome in old.items() if uri not in new and outcome.source_uri not in sources}
    pages = _Pages(new, old, kept)
    changes = _Changes()
    for contest in (ARTICLES, TEASERS):
        _plan_contest(changes, contest, pages, unreadable)
    _plan_listings(changes, pages)
    _plan_takes(changes, fragments)
    removed = tuple(outcome for uri, outcome in sorted(old.items()) if uri not in kept and uri not in new)
    inherited = tuple(page for _, page in sorted(changes.inherited.items()))
    return MergePlan(changes.merges(), removed, inherited, tuple(sorted(set(changes.heirs.values()))), tuple(sorted(changes.heirs)))


def _plan_contest(changes: _Changes, contest: _Contest, pages: _Pages, unreadable: Collection[str]) -> None:
    before = contest.winners(pages.old.values())
    after = contest.winners(pages.after())
    for prize in sorted({*before, *after}):
        was, now = before.get(prize), after.get(prize)
        if now is not None and now.uri in pages.kept:
            _plan_heir(changes, was, now, unreadable)
            continue
        for table in contest.tables:
            for day in contest.days(was) if was else ():
                changes.drop[table, day].add(prize)
            changes.won.update((table, day) for day in (contest.days(now) if now else ()))
    winners = {outcome.uri for outcome in after.values()}
    losers = [outcome for uri, outcome in pages.new.items() if uri not in winners and contest.prize(outcome) is not None]
    for table, loser in product(contest.tables, losers):
        for day in contest.days(loser):
            changes.losers[table, day].add(loser.uri)


def _plan_heir(changes: _Changes, was: PageRow | None, now: PageRow, unreadable: Collection[str]) -> None:
    """A page that the lake knew wins: nothing changes if it has won before; else its rows have to be made, or it inherits those that are there."""
    if was is None or was.uri == now.uri:
        return
    if now.source_uri in unreadable:
        changes.inherited[now.uri] = replace(now, claim=was.claim, day=was.day, teaser_days=was.teaser_days)
    else:
        changes.heirs[now.uri] = now.source_uri


def _plan_listings(changes: _Changes, pages: _Pages) -> None:
    """List an article's pages where they aren't what they were, or where its row is new and has others."""
    before, after = _pages_by_article(pages.old.values()), _pages_by_article(pages.after())
    for article_id, given_by in sorted(after.items()):
        speaker = min(given_by, key=ARTICLES.rank)
        others = tuple(sorted(page.uri for page in given_by if page is not speaker))
        was = {page.uri for page in before.get(article_id, ())}
        if others if speaker.uri in pages.new else was != {speaker.uri, *others}:
            day = changes.inherited.get(speaker.uri, speaker).day
            changes.listings[partition_date(day)].append(Listing(article_id, speaker.uri, speaker.page_id, others))


def _pages_by_article(outcomes: Iterable[PageRow]) -> dict[str, list[PageRow]]:
    pages: dict[str, list[PageRow]] = defaultdict(list)
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


def merges_of_partitions(merges: Sequence[DayMerge], grain: Grain) -> tuple[DayMerge, ...]:
    """The merges of a lake whose partitions hold more than a day: those of one partition's days as one, named by its first day."""
    if grain == Grain.DAY:
        return tuple(merges)
    partitions: dict[tuple[str, date], list[DayMerge]] = defaultdict(list)
    for merge in merges:
        partitions[merge.table, partition_of(merge.day, grain)].append(merge)
    return tuple(_joined(table, day, days) for (table, day), days in sorted(partitions.items()))


def _joined(table: str, day: date, days: Sequence[DayMerge]) -> DayMerge:
    return DayMerge(
        table,
        day,
        drop=tuple(sorted({key for merge in days for key in merge.drop})),
        take=tuple(sorted(batch for merge in days for batch in merge.take)),
        losers=tuple(sorted({uri for merge in days for uri in merge.losers})),
        listings=tuple(listing for merge in days for listing in merge.listings),
    )
