"""How often texts of 60 characters and more are read right, over encodings, kinds of text, labels and cut ends.

The texts are drawn from the table of common characters by Zipf's law, with as many rare characters among them as news has (13 %), so
that the measure needs no text of others; its seed is fixed.
"""

import random
from collections.abc import Iterator
from functools import cache

import pytest

from schemas.reasons import Rejected
from schemas.stages import Page, PageHints
from transforms.text.characters import common_simplified, common_traditional
from transforms.text.charset import decode_page
from transforms.text.normal import normal_text

SEED = 20261122
TEXTS = 8
"""Texts of each kind and script; each is read in every encoding, with every label, whole and cut."""

LEAST_RIGHT = 0.995
RARE_SHARE = 0.13
ENCODINGS = {
    "Hans": ("utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be", "utf-32"),
    "Hant": ("utf-8", "utf-8-sig", "gb18030", "big5hkscs", "utf-16", "utf-16-le", "utf-16-be", "utf-32"),
}
LABELS = (None, "utf-8", "gb2312", "big5", "iso-8859-1", "nonsense")


@cache
def rare(codec: str) -> str:
    """Han characters of a legacy encoding: rare ones for the most part."""
    return "".join(chr(point) for point in range(0x4E00, 0x9FA6) if chr(point).encode(codec, "ignore"))


@cache
def table(script: str) -> list[str]:
    """The common characters in an order that the seed alone decides."""
    characters = sorted(common_simplified() if script == "Hans" else common_traditional())
    random.Random(SEED).shuffle(characters)
    return characters


def sentence(rng: random.Random, script: str, length: int) -> str:
    """Characters with commas and full stops."""
    codec = "gb2312" if script == "Hans" else "big5"
    drawn = rng.choices(table(script), [1 / (rank + 5) for rank in range(len(table(script)))], k=length)
    text = [rng.choice(rare(codec)) if rng.random() < RARE_SHARE else character for character in drawn]
    for at in range(9, length, 11):
        text[at] = rng.choice("，。、；：“”")
    return "".join(character for character in text if character.encode("gbk", "ignore") and (script == "Hans" or character.encode(codec, "ignore")))


def texts(rng: random.Random, script: str) -> Iterator[tuple[str, str]]:
    """A text of each kind."""
    yield "plain", sentence(rng, script, 90)
    yield "long", "\n".join(sentence(rng, script, 200) for _ in range(10))
    yield "digits", f"2024-05-{rng.randint(10, 28)} 08:30  {sentence(rng, script, 70)} (12.5%) [3/4]\n{sentence(rng, script, 20)} A4"
    yield "html", f'<html><head><title>{sentence(rng, script, 20)}</title></head><body class="x"><p>{sentence(rng, script, 80)}</p></body></html>'
    yield "titles", "\r\n".join(sentence(rng, script, 16) for _ in range(6))
    yield "english", f"{sentence(rng, script, 40)} said Mr. Smith of the ABC company on Monday, {sentence(rng, script, 30)} and so on."


def is_right(data: bytes, label: str | None, text: str, cut: int) -> bool:
    """Whether bytes give the text, but for a character that was cut."""
    try:
        got = decode_page(Page("a", data, PageHints(charset=label))).text
    except Rejected:
        return False
    return text.startswith(got) and len(text) - len(got) <= (1 if cut else 0)


@pytest.mark.parametrize("script", ENCODINGS)
def test_texts_are_read_right(script: str) -> None:
    """At least 995 of 1,000 are right in every encoding, whatever the label says, cut or not."""
    rng = random.Random(SEED)
    cases = [(kind, text) for _ in range(TEXTS) for kind, text in texts(rng, script)]
    wrong: dict[str, list[tuple[str, str | None, int]]] = {encoding: [] for encoding in ENCODINGS[script]}
    for kind, text in cases:
        for encoding, found in wrong.items():
            data = text.encode(encoding)
            runs = ((label, cut) for label in LABELS for cut in (0, 1))
            found += [(kind, label, cut) for label, cut in runs if not is_right(data[: len(data) - cut], label, normal_text(text), cut)]

    for found in wrong.values():
        assert len(found) <= (1 - LEAST_RIGHT) * len(cases) * len(LABELS) * 2, wrong
