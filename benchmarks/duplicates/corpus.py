"""A seeded corpus of stories whose near-duplicates are known: stories, reposts of them with edits, and others that only look alike.

* `told`: a story of 3 to 12 paragraphs of generated sentences.
* `repost`: a story edited in one to three of the ways of `EDITS`, each as likely, and in a fifth of the cases by one of `MISREADINGS` after
  that; about half of the stories have 1 to 4 reposts.
* `form`: a notice, bulletin or report of a fixed form with its own facts; each form is filled in many times, and no two are the same story.
* `background`: a story that shares one or two paragraphs with another, as follow-ups do with their background.

Two stories are near-duplicates where they come of the same story by edits. The people are made up, the places are real divisions.
"""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import opencc

from benchmarks.duplicates import phrases
from benchmarks.pipeline.words import CITIES, COUNTIES, GIVEN, SITES, SURNAMES, TOWNS

REPOSTED, FORMS, BACKGROUND, MISREAD = 0.5, 0.2, 0.08, 0.2
"""Shares: of stories that have reposts, fill in a form, share paragraphs with another; of reposts whose encoding is read wrongly."""

Paragraphs = tuple[str, ...]
Edit = Callable[[random.Random, Paragraphs], Paragraphs]


@dataclass(frozen=True, slots=True)
class Told:
    """A story of the corpus."""

    family: int
    """Equal for near-duplicates, and only for these."""
    kind: str
    """told, form or background, or the names of a repost's edits."""
    paragraphs: Paragraphs

    @property
    def text(self) -> str:
        """The story's text as the lake has it."""
        return "\n".join(self.paragraphs)


def corpus(stories: int, seed: int = 11) -> Iterator[Told]:
    """Give `stories` stories; equal arguments give equal stories in the same order."""
    chance = random.Random(seed)  # noqa: S311  a corpus that can be made again
    last: Paragraphs = ()
    family = given = 0
    while given < stories:
        for told in _family(chance, family, last):
            if given < stories:
                given += 1
                yield told
        last, family = told.paragraphs, family + 1


def _family(chance: random.Random, family: int, last: Paragraphs) -> Iterator[Told]:
    draw = chance.random()
    if draw < FORMS:
        yield Told(family, "form", _form(chance))
        return
    paragraphs = tuple(_paragraph(chance) for _ in range(chance.randint(3, 12)))
    if draw < FORMS + BACKGROUND and len(last) > 1:
        shared = chance.sample(last, chance.randint(1, 2))
        yield Told(family, "background", (*paragraphs[:2], *shared, *paragraphs[2:]))
        return
    story = Told(family, "told", paragraphs)
    yield story
    if chance.random() < REPOSTED:
        yield from (repost(chance, story) for _ in range(chance.choice((1, 1, 1, 2, 3, 4))))


def repost(chance: random.Random, story: Told) -> Told:
    """The story, edited in one to three ways, and then, of some, its encoding read wrongly."""
    names = sorted(chance.sample(sorted(EDITS), chance.choice((1, 1, 2, 3))))
    names += [chance.choice(sorted(MISREADINGS))] if chance.random() < MISREAD else []
    for name in names:
        story = replace(story, paragraphs=(EDITS | MISREADINGS)[name](chance, story.paragraphs))
    return replace(story, kind="+".join(names))


def _paragraph(chance: random.Random) -> str:
    return "".join(_sentence(chance) for _ in range(chance.randint(1, 5)))


def _sentence(chance: random.Random) -> str:
    """A sentence of one to four clauses, each of parts that are drawn alone."""
    clauses = [_filled(chance, "".join(chance.choice(part) for part in chance.choice(phrases.CLAUSES))) for _ in range(chance.randint(1, 4))]
    return "，".join(clauses) + chance.choice("。。。。！；")


def _form(chance: random.Random) -> Paragraphs:
    return tuple(_filled(chance, paragraph) for paragraph in chance.choice(phrases.FORMS))


def _filled(chance: random.Random, text: str) -> str:
    """The text with each {slot} filled anew."""
    parts = text.split("{")
    return parts[0] + "".join(_fill(chance, slot) + rest for slot, _, rest in (part.partition("}") for part in parts[1:]))


def _fill(chance: random.Random, slot: str) -> str:
    ranges = {"small": (2, 90), "large": (100, 9_900), "degree": (-8, 38), "month": (1, 12), "day": (1, 28), "hour": (6, 22), "minute": (10, 59)}
    if slot in ranges:
        return str(chance.randint(*ranges[slot]))
    if slot == "name":
        return chance.choice(SURNAMES) + "".join(chance.choices(GIVEN, k=2))
    if slot == "decimal":
        return f"{chance.uniform(0.3, 98):.1f}"
    return chance.choice({"city": CITIES, "county": COUNTIES, "town": TOWNS, "site": SITES, "weather": phrases.WEATHER, "crop": phrases.CROPS}[slot])


def _with_head(chance: random.Random, paragraphs: Paragraphs) -> Paragraphs:
    return (_filled(chance, chance.choice(phrases.HEADS)) + paragraphs[0], *paragraphs[1:])


def _with_tail(chance: random.Random, paragraphs: Paragraphs) -> Paragraphs:
    return (*paragraphs, *(_filled(chance, line) for line in chance.sample(phrases.TAILS, chance.randint(1, 3))))


def _with_line(chance: random.Random, paragraphs: Paragraphs) -> Paragraphs:
    at = chance.randrange(len(paragraphs) + 1)
    return (*paragraphs[:at], chance.choice(phrases.LINES), *paragraphs[at:])


def _cut(chance: random.Random, paragraphs: Paragraphs) -> Paragraphs:
    """Without one paragraph that isn't more than a fifth of the story."""
    length = sum(map(len, paragraphs))
    short = [at for at, paragraph in enumerate(paragraphs) if len(paragraph) <= length / 5]
    at = chance.choice(short) if short else len(paragraphs)
    return (*paragraphs[:at], *paragraphs[at + 1 :])


def _added(chance: random.Random, paragraphs: Paragraphs) -> Paragraphs:
    """With a paragraph more, of at most a fifth of the story."""
    at = chance.randrange(1, len(paragraphs) + 1)
    return (*paragraphs[:at], _paragraph(chance)[: sum(map(len, paragraphs)) // 5], *paragraphs[at:])


def _joined(_: random.Random, paragraphs: Paragraphs) -> Paragraphs:
    return ("".join(paragraphs),)


def _translated(table: dict[int, str] | dict[int, int]) -> Edit:
    return lambda _, paragraphs: tuple(paragraph.translate(table) for paragraph in paragraphs)


def _traditional(_: random.Random, paragraphs: Paragraphs) -> Paragraphs:
    return tuple(opencc.OpenCC("s2t").convert("\n".join(paragraphs)).split("\n"))


def _corrected(chance: random.Random, paragraphs: Paragraphs) -> Paragraphs:
    """One character in 200 is another one."""
    text = list("\n".join(paragraphs))
    for _ in range(1 + len(text) // 200):
        at = chance.randrange(len(text))
        text[at] = "\n" if text[at] == "\n" else chance.choice(GIVEN)
    return tuple("".join(text).split("\n"))


def _one_number(chance: random.Random, paragraphs: Paragraphs) -> Paragraphs:
    """One number put right."""
    having = [at for at, paragraph in enumerate(paragraphs) if any(char.isdigit() for char in paragraph)]
    if not having:
        return paragraphs
    at = chance.choice(having)
    digit = next(char for char in paragraphs[at] if char.isdigit())
    return (*paragraphs[:at], paragraphs[at].replace(digit, str((int(digit) + 1) % 10), 1), *paragraphs[at + 1 :])


def _misread(encoding: str, times: int) -> Edit:
    def misread(_: random.Random, paragraphs: Sequence[str]) -> Paragraphs:
        for _round in range(times):
            paragraphs = [paragraph.encode().decode(encoding, "replace") for paragraph in paragraphs]
        return tuple(paragraphs)

    return misread


WIDE = {code: chr(code + 0xFEE0) for code in range(0x21, 0x7F)}
HALF = str.maketrans("，；：！？（）", ",;:!?()")
CORNERS = str.maketrans("“”‘’", "「」『』")

EDITS: dict[str, Edit] = {
    "head": _with_head,
    "tail": _with_tail,
    "line": _with_line,
    "cut": _cut,
    "added": _added,
    "joined": _joined,
    "wide": _translated(WIDE),
    "half": _translated(HALF),
    "corners": _translated(CORNERS),
    "traditional": _traditional,
    "corrected": _corrected,
    "number": _one_number,
}
"""What is done to a story that is posted again."""

MISREADINGS: dict[str, Edit] = {
    "gbk": _misread("gb18030", 1),
    "gbk-twice": _misread("gb18030", 2),
    "cp1252": _misread("cp1252", 1),
    "cp1252-twice": _misread("cp1252", 2),
}
"""UTF-8 read as another encoding, once, or twice on top of it."""
