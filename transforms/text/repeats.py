"""Names found once in a document, found again wherever it says them."""

from collections import Counter

import ahocorasick_rs as ahocorasick

from transforms.text.mentions import Mention, without_overlaps
from transforms.text.signals import Signals

SAFE = 3
"""From this length on a name needs only one of its ends to be a word's end."""

QUICKLY_MADE = ahocorasick.Implementation.NoncontiguousNFA
"""It is searched with once; the others take three times as long to make, and no less to search a story."""

QUICK = 20_000
"""Characters of a text times names up to which each name is counted by itself."""


def repeated(signals: Signals, mentions: list[Mention]) -> list[Mention]:
    """The mentions, and further ones of the same names; a name found as two kinds is taken for the commoner, first the earlier one.

    Where a person's name was found though a longer one stands there, which the text names more often, it is the longer one.
    """
    text = signals.text
    counts: Counter[tuple[str, str]] = Counter((text[m.start : m.end], m.kind) for m in mentions)
    kinds: dict[str, str] = {}
    for (name, kind), _ in reversed(counts.most_common()):
        kinds[name] = kind
    names = sorted(name for name in kinds if len(name) > 1)
    if not names or _all_found(text, counts, names):
        return mentions
    finder = ahocorasick.AhoCorasick(names, matchkind=ahocorasick.MatchKind.LeftmostLongest, implementation=QUICKLY_MADE)
    matches = [(names[i], a, b) for i, a, b in finder.find_matches_as_indexes(text)]
    people = {name: count for (name, kind), count in counts.items() if kind == "person"}
    cut = {m.start: m.end for m in mentions if m.kind == "person"}
    longer = [Mention(a, b, "person") for name, a, b in matches if cut.get(a, b) < b and people.get(name, 0) > people[text[a : cut[a]]]]
    begun = {m.start for m in mentions}
    again = [Mention(a, b, kinds[name]) for name, a, b in matches if a not in begun and _whole(signals, a, b)]
    return without_overlaps([*longer, *mentions, *again]) if longer or again else mentions


def _whole(signals: Signals, start: int, end: int) -> bool:
    """Whether the stretch stands for itself and isn't part of a longer word."""
    left, right = signals.begins(start), signals.begins(end)
    return (left and right) or (end - start >= SAFE and (left or right))


def _all_found(text: str, counts: Counter[tuple[str, str]], names: list[str]) -> bool:
    """Whether the text says no name more often than it is mentioned, where that is told more quickly than by searching for all at once."""
    if len(text) * len(names) > QUICK:
        return False
    mentioned: Counter[str] = Counter()
    for (name, _), count in counts.items():
        mentioned[name] += count
    return all(text.count(name) == mentioned[name] for name in names)
