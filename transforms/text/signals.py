"""What the names model sees of each character: itself, its word, what the lexicons say around it. As arrays of small numbers.

Training and tagging share this file, so that both see the same. A signal is an array with a number a character; a model's
template is one signal, shifted, or two or three of them joined into one number.
"""

from dataclasses import dataclass
from itertools import repeat

import ahocorasick_rs as ahocorasick
import numpy as np
from numpy.typing import NDArray

from transforms.text.fold import fold
from transforms.text.lexicon import Lexicons
from transforms.text.segment import Segmenter

Ids = NDArray[np.int64]

BEGINS = frozenset({0, 3})
"""Places in a word that begin it."""

PAD = 2
"""Characters of padding on each side, so that shifted signals need no bounds."""

GAZETTEER = ("province", "city", "county", "country", "abroad", "short")
TITLES = ("office", "role", "rank", "address", "attached", "body", "suffix", "unit", "relative")
TAG_COUNT = 64
"""Room for jieba's tags; an unknown one is 0."""


@dataclass(frozen=True, slots=True)
class Signals:
    """The signals of one text, each an array of len(text) + 2 * PAD numbers."""

    text: str
    chars: Ids
    """Code points; digits as 0, Latin letters as a, so that numbers and foreign words look alike."""
    words: list[str]
    word: Ids
    """Index into words."""
    place_in_word: Ids
    """0 first, 1 inside, 2 last, 3 the only character of its word."""
    tag: Ids
    word_tags: Ids
    """The tag of each word, at one more than its index."""
    gazetteer: Ids
    """0 nothing, else 1 + 4 * class + place in the entry."""
    title: Ids
    shape: Ids
    """0 other, 1 Latin, 2 digit, 3 surname, 4 transliteration, 5 both, 6 middle dot or hyphen, 7 punctuation."""
    edges: bytes
    """place_in_word without the padding, for reading one character at a time."""

    def begins(self, at: int) -> bool:
        """Whether a word begins at this offset, or the text ends there."""
        return at >= len(self.edges) or self.edges[at] in BEGINS


class Watcher:
    """Turns texts into signals. Holds the automata; frozen after its making, so that it may be shared."""

    def __init__(self, segmenter: Segmenter, lexicons: Lexicons) -> None:
        self._segmenter = segmenter
        self._tags = {tag: number + 1 for number, tag in enumerate(dict.fromkeys(lexicons.words["tags"]))}
        self._gazetteer = _Matcher(_gazetteer(lexicons))
        self._titles = _Matcher(_titles(lexicons))
        self._shapes = _shapes(lexicons)

    def signals(self, text: str) -> Signals:
        """The signals of a text."""
        folded = fold(text)
        words, names = self._segmenter.tag(folded)
        size = len(text) + 2 * PAD
        codes = np.zeros(size, np.int64)
        codes[PAD:-PAD] = np.frombuffer(folded.encode("utf-32-le", "surrogatepass"), np.uint32)
        lengths = np.array(list(map(len, words)), np.int64)
        tags = np.array([0, *map(self._tags.get, names, repeat(0)), 0, 0], np.int64)
        word = np.full(size, len(words), np.int64)
        word[PAD:-PAD] = np.arange(len(words)).repeat(lengths)
        shape = self._shapes[np.minimum(codes, len(self._shapes) - 1)]
        places = _places(lengths, size)
        return Signals(
            text=folded,
            chars=_classes(codes),
            words=words,
            word=word,
            place_in_word=places,
            tag=tags[1:][word],
            word_tags=tags,
            gazetteer=self._gazetteer.mark(folded, size),
            title=self._titles.mark(folded, size),
            shape=shape,
            edges=places[PAD:-PAD].astype(np.uint8).tobytes(),
        )


class _Matcher:
    """Marks the longest entries of a word list in a text."""

    def __init__(self, entries: dict[str, int]) -> None:
        words = sorted(entries)
        self._classes = [entries[word] for word in words]
        longest = max(map(len, words))
        self._marks = [[_mark(1 + 4 * kind, size) for size in range(longest + 1)] for kind in range(max(self._classes) + 1)]
        self._automaton = ahocorasick.AhoCorasick(words, matchkind=ahocorasick.MatchKind.LeftmostLongest)

    def mark(self, text: str, size: int) -> Ids:
        marks = bytearray(size)
        for index, start, end in self._automaton.find_matches_as_indexes(text):
            marks[start + PAD : end + PAD] = self._marks[self._classes[index]][end - start]
        return np.frombuffer(marks, np.uint8).astype(np.int64)


def _mark(first: int, size: int) -> bytes:
    """The marks of an entry of so many characters: of its first, its inner, its last, or its only one."""
    return bytes([first, *[first + 1] * (size - 2), first + 2]) if size > 1 else bytes([first + 3])


_ASCII = np.array([ord("0") if c.isdigit() else ord("a") if c.isalpha() else ord(c) for c in map(chr, range(0x80))])


def _classes(codes: Ids) -> Ids:
    return np.where(codes < len(_ASCII), _ASCII.take(codes, mode="clip"), codes)


def _places(lengths: Ids, size: int) -> Ids:
    places = np.ones(size, np.int64)
    places[:PAD] = places[size - PAD :] = 3
    ends = lengths.cumsum() + PAD
    begins = ends - lengths
    places[ends - 1] = 2
    places[begins] = 0
    places[begins[lengths == 1]] = 3
    return places


def _gazetteer(lexicons: Lexicons) -> dict[str, int]:
    entries: dict[str, int] = {}
    for name, code in lexicons.countries.items():
        entries[name] = GAZETTEER.index("country" if code.isalpha() else "abroad")
    for division in lexicons.divisions:
        short = lexicons.short(division)
        if len(short) > 1 and short != division.name:
            entries.setdefault(short, GAZETTEER.index("province" if division.level == "province" else "short"))
        entries[division.name] = GAZETTEER.index(division.level)
    return entries


def _titles(lexicons: Lexicons) -> dict[str, int]:
    entries = {word: TITLES.index(kind) for word, kind in lexicons.titles.items()}
    for kind in ("suffix", "unit", "relative", "body"):
        entries |= {word: TITLES.index(kind) for word in lexicons.organs[kind] if len(word) > 1}
    return entries


def _shapes(lexicons: Lexicons) -> Ids:
    shapes = np.zeros(0x10000, np.int64)
    for character in lexicons.words["transliteration"][0]:
        shapes[ord(character)] = 4
    for character in lexicons.surnames:
        shapes[ord(character)] = 5 if shapes[ord(character)] else 3
    for character in map(chr, range(0x20, 0x7F)):
        shapes[ord(character)] = 2 if character.isdigit() else 1 if character.isalpha() else 7
    for code in [*range(0x3000, 0x3020), *range(0xFF00, 0xFF66), *range(0x2010, 0x2030), 0x0A]:
        shapes[code] = 7
    for character in "·•・-‧":
        shapes[ord(character)] = 6
    return shapes
