"""Sentences made up for training: names built from surnames, given-name characters and word parts, set into frames.

The silver news names the same few leaders over and over; a model trained on it alone learns their names by heart instead
of what names look like. Each frame is a sentence of a kind that news, notices and short biographies are full of.
"""

import random
from collections.abc import Iterator
from pathlib import Path

from transforms.text.lexicon import Lexicons
from transforms.text.models.mend import Label, Sentence

FILE = Path(__file__).parent / "made_up.txt"


def _words() -> tuple[dict[str, list[str]], list[str]]:
    """The word lists by key, and the frames."""
    lists: dict[str, list[str]] = {}
    frames: list[str] = []
    for line in FILE.read_text(encoding="utf-8").splitlines():
        key, _, words = line.partition(": ")
        if key == "frame":
            frames.append(words)
        elif not line.startswith("#"):
            lists[key] = words.split()
    return lists, frames


KINDS = {
    "n": "person",
    "f": "person",
    "g": "person",
    "m": "person",
    "p": "place",
    "q": "place",
    "w": "place",
    "c": "place",
    "i": "place",
} | dict.fromkeys("oukh", "organization")


class Maker:
    """Makes sentences. The same seed gives the same sentences."""

    def __init__(self, lexicons: Lexicons, seed: int = 1) -> None:
        self._words, self._frames = _words()
        self._random = random.Random(seed)  # noqa: S311 - no secret is made
        self._surnames = sorted(lexicons.surnames)
        self._compound = sorted(lexicons.compound_surnames)
        self._divisions = [d for d in lexicons.divisions if not d.code.startswith(("71", "81", "82"))]
        self._short = [lexicons.short(d) for d in self._divisions if len(lexicons.short(d)) > 1]
        self._countries = sorted(name for name, code in lexicons.countries.items() if code.isalpha() and len(name) < 6)  # noqa: PLR2004

    def sentences(self, times: int) -> Iterator[Sentence]:
        """Each frame filled this many times."""
        for _ in range(times):
            for frame in self._frames:
                yield self._fill(frame)

    def renamed(self, sentence: Sentence) -> Sentence:
        """The sentence with each Chinese name in it exchanged for a made-up one; a name said twice stays one name."""
        text, labels = sentence
        new: dict[str, str] = {}
        parts: list[str] = []
        moved: list[Label] = []
        at = size = 0
        for start, end, kind in sorted(labels):
            if start < at:
                continue
            name = text[start:end]
            if kind == "person" and 2 <= len(name) <= 4:  # noqa: PLR2004 - 习 stays, 欧阳修远 goes
                name = new.setdefault(name, self.chinese() if name[0] in self._surnames and len(name) < 4 else self.foreign())  # noqa: PLR2004
            parts += [text[at:start], name]
            size += start - at
            moved.append((size, size + len(name), kind))
            size += len(name)
            at = end
        return "".join([*parts, text[at:]]), moved

    def _fill(self, frame: str) -> Sentence:
        text = ""
        labels: list[Label] = []
        for piece in frame.replace("}", "{").split("{"):
            if len(piece) != 1 or piece not in "nfgmpqwcoubktrlzshi":
                text += piece
                continue
            for value, kind in [self._local(text)] if piece == "l" else self._slot(piece):
                if kind:
                    labels.append((len(text), len(text) + len(value), kind))
                text += value
        return text, labels

    def _local(self, text: str) -> tuple[str, str]:
        """A local office of the level that the text before it speaks of."""
        levels = [c for c in text if c in "市县区"]
        level = levels[-1] if levels else "市"
        fitting = [office for office in self._words["local"] if level in office]
        return self._pick(fitting), ""

    def _slot(self, slot: str) -> list[tuple[str, str]]:
        if slot == "b":
            return [(self._place() + self._pick(self._words["bureaus"]), "organization")]
        words = {"t": self._words["offices"], "r": self._words["roles"], "z": self._words["state"], "s": self._words["says"]}
        if slot in words:
            return [(self._pick(words[slot]), "")]
        makers = {"n": self.chinese, "f": self.foreign, "g": self._surname, "m": self._anonymous, "p": self._place, "q": self._village}
        makers |= {"w": lambda: self._pick(self._short), "k": lambda: self._pick(self._short) + "队"}
        makers |= {
            "h": lambda: self._sounds() + self._random.choice(("", "", "", "队")),
            "i": lambda: self._sounds() + self._random.choice(("", "", "市", "州", "省")),
        }
        makers |= {
            "c": lambda: self._pick(self._countries),
            "o": self._company,
            "u": lambda: self._pick(self._short) + self._pick(self._words["schools"]),
        }
        return [(makers[slot](), KINDS[slot])]

    def chinese(self) -> str:
        """A Chinese name."""
        count = 2 if self._random.random() < 0.78 else 1  # noqa: PLR2004 - about four of five given names have two characters
        return self._surname() + "".join(self._random.choice(self._words["given"][0]) for _ in range(count))

    def foreign(self) -> str:
        """A name in transliteration, of one to three parts."""
        parts = self._random.choice((1, 1, 1, 1, 2, 2, 3))
        return "·".join(self._sounds() for _ in range(parts))

    def _sounds(self) -> str:
        return "".join(self._pick(self._words["sounds"]) for _ in range(self._random.choice((2, 2, 3, 3, 4))))

    def _surname(self) -> str:
        chance = self._random.random()
        if chance < 0.7:  # noqa: PLR2004 - the hundred commonest surnames cover most people
            return self._random.choice(self._words["common_surnames"][0])
        return self._pick(self._compound) if chance > 0.98 else self._pick(self._surnames)  # noqa: PLR2004

    def _anonymous(self) -> str:
        return self._surname() + self._random.choice(("某", "某某", "某", "某某", "某强"))

    def _place(self) -> str:
        return self._random.choice(self._divisions).name

    def _village(self) -> str:
        return "".join(self._random.choice(self._words["brands"][0] + self._words["given"][0]) for _ in range(2)) + self._random.choice(
            ("村", "镇", "乡", "街道", "路", "社区", "山", "河", "大道", "广场", "小区")
        )

    def _company(self) -> str:
        place = self._pick(self._short) if self._random.random() < 0.6 else ""  # noqa: PLR2004 - most companies' names start with a place
        brand = "".join(self._random.choice(self._words["brands"][0]) for _ in range(2))
        return place + brand + self._pick(self._words["trades"]) + (self._pick(self._words["forms"]) if self._random.random() < 0.85 else "")  # noqa: PLR2004

    def _pick(self, words: list[str]) -> str:
        return self._random.choice(words)
