"""Organisations spelt out: a place and nouns up to a body's suffix (甲国国防军), a body and its department (甲局乙支队)."""

from collections.abc import Iterator

import numpy as np

from transforms.text.lexicon import Lexicons
from transforms.text.mentions import Mention
from transforms.text.signals import PAD, Signals

SHORTEST_BODY = 4
"""Characters that a word of the dictionary must have to be taken for a body's name: shorter ones are mostly common nouns."""
MOST_WORDS = 6
"""Words that may stand between the first name and the suffix."""


class CompoundFinder:
    """Stretches places and bodies over the nouns behind them. Frozen after its making."""

    def __init__(self, lexicons: Lexicons) -> None:
        tags = {tag: number + 1 for number, tag in enumerate(dict.fromkeys(lexicons.words["tags"]))}
        self._body = tags["nt"]
        self._nouns = frozenset(tags[tag] for tag in lexicons.words["noun_tags"])
        self._ends = lexicons.words["body_ends"]
        self._companies = (*lexicons.kinds["company"], *lexicons.kinds["school"])
        self._units = lexicons.words["unit_ends"]
        self._not_bodies = frozenset(lexicons.words["common_nouns"])

    def from_places(self, signals: Signals, places: list[Mention]) -> Iterator[Mention]:
        """Bodies that begin with one of the places."""
        for place in places:
            end = self._walk(signals, place.end, self._ends)
            if end > place.end:
                yield Mention(place.start, end, "organization")

    def from_words(self, signals: Signals) -> Iterator[Mention]:
        """Words of some length that the dictionary itself takes for bodies."""
        for start in (np.flatnonzero((signals.tag == self._body) & (signals.place_in_word == 0)) - PAD).tolist():
            end = start + len(signals.words[int(signals.word[start + PAD])])
            word = signals.text[start:end]
            if end - start >= SHORTEST_BODY and word not in self._not_bodies and word.endswith(self._ends):
                yield Mention(start, end, "organization")

    def stretched(self, signals: Signals, body: Mention, heads: frozenset[int]) -> Mention:
        """A body with the department behind it, where a title's head (`heads` are their offsets) stands behind that."""
        if signals.text.endswith(self._companies, body.start, body.end):
            return body  # a company's department belongs to the title
        end = self._walk(signals, body.end, self._units)
        return Mention(body.start, end, body.kind) if end > body.end and end in heads else body

    def _walk(self, signals: Signals, start: int, ends: tuple[str, ...]) -> int:
        """The farthest end of a word that ends a body's name, over nouns only; `start` itself where there is none."""
        found = at = start
        text = signals.text
        for _ in range(MOST_WORDS):
            if not signals.begins(at) or at >= len(text) or int(signals.tag[at + PAD]) not in self._nouns:
                break
            stop = at + 1
            while not signals.begins(stop):
                stop += 1
            if text.endswith(ends, at, stop) and (at > start or text[at:stop] not in self._not_bodies):
                found = stop
            at = stop
        return found
