"""The names model's templates: which signals, how shifted and joined, weigh on a character's label."""

from collections.abc import Iterator

from transforms.text.signals import PAD, TAG_COUNT, Ids, Signals

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
    word, tag = shifted(signals.word, 0), shifted(signals.tag, 0)
    before, after = signals.word_tags[word], signals.word_tags[word + 2]
    yield "tag-1,tag", (before * TAG_COUNT + tag) * BOUNDARY + place, TAG_COUNT * TAG_COUNT * BOUNDARY
    yield "tag,tag+1", (tag * TAG_COUNT + after) * BOUNDARY + place, TAG_COUNT * TAG_COUNT * BOUNDARY
    for name, signal, count in (("gazetteer", signals.gazetteer, 25), ("title", signals.title, 37)):
        yield name, shifted(signal, 0) * BOUNDARY + place, count * BOUNDARY
        yield f"{name}-1,+1", shifted(signal, -1) * count + shifted(signal, 1), count * count
    before, shape = shifted(signals.shape, -1), shifted(signals.shape, 0)
    pairs = signals.shape[:-1] + 8 * signals.shape[1:]
    yield "shapes", pairs[: len(shape)] + 64 * (pairs[PAD : PAD + len(shape)] + 64 * shifted(signals.shape, 2)), 8**5
    yield "shape,place", (before * 8 + shape) * BOUNDARY + place, 64 * BOUNDARY
    yield "title,shape", (shifted(signals.title, -1) * 8 + shape) * 8 + before, 37 * 64
