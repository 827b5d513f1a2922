"""The names model's templates: which signals, how shifted and joined, weigh on a character's label."""

from collections.abc import Iterator

import numpy as np

from transforms.text.signals import BEGINS, PAD, TAG_COUNT, Ids, Signals

KINDS = ("person", "organization", "place")

LABELS = ("O", *(f"{part}-{kind}" for kind in KINDS for part in "BIES"))
"""Each character's label: outside, or the beginning, inside, end of a name, or a name of one character."""

CHAR_SHIFTS = (-2, -1, 0, 1, 2)
PAIR_SHIFTS = (-2, -1, 0, 1)
WORD_SHIFTS = (-1, 0, 1)
BOUNDARY = 4
"""Places in a word."""


def shifted(signal: Ids, by: int) -> Ids:
    """The signal of the character `by` places on, for each character of the text."""
    return signal[PAD + by : len(signal) - PAD + by]


def small(signals: Signals) -> Iterator[tuple[str, Ids, int]]:
    """(template, number a character, count of numbers) of the templates whose numbers are few."""
    place = shifted(signals.place_in_word, 0)
    tag, before, after = (shifted(s, 0) for s in (signals.tag, *neighbours(signals)))
    yield "tag-1,tag", (before * TAG_COUNT + tag) * BOUNDARY + place, TAG_COUNT * TAG_COUNT * BOUNDARY
    yield "tag,tag+1", (tag * TAG_COUNT + after) * BOUNDARY + place, TAG_COUNT * TAG_COUNT * BOUNDARY
    for name, signal, count in (("gazetteer", signals.gazetteer, 25), ("title", signals.title, 37)):
        yield name, shifted(signal, 0) * BOUNDARY + place, count * BOUNDARY
        yield f"{name}-1,+1", shifted(signal, -1) * count + shifted(signal, 1), count * count
    shapes = [shifted(signals.shape, by) for by in (-2, -1, 0, 1, 2)]
    yield "shapes", shapes[0] + 8 * (shapes[1] + 8 * (shapes[2] + 8 * (shapes[3] + 8 * shapes[4]))), 8**5
    yield "shape,place", (shapes[1] * 8 + shapes[2]) * BOUNDARY + place, 64 * BOUNDARY
    yield "title,shape", (shifted(signals.title, -1) * 8 + shapes[2]) * 8 + shapes[1], 37 * 64


def neighbours(signals: Signals) -> tuple[Ids, Ids]:
    """The tags of the words before and after each character's own."""
    count = len(signals.words)
    tags = np.zeros(count + 3, np.int64)
    first = np.flatnonzero(np.isin(signals.place_in_word, sorted(BEGINS)))
    tags[1 + signals.word[first]] = signals.tag[first]
    return tags[signals.word], tags[np.minimum(signals.word + 2, count + 2)]
