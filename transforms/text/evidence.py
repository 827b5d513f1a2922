"""How much each line of a page speaks for or against being story, by itself and by what the page repeats."""

from collections.abc import Collection, Sequence

from transforms.text.blocks import PLAIN as NO_HINTS
from transforms.text.blocks import Block
from transforms.text.kinds import (
    CAPTION,
    CRY,
    HEADLINE,
    LABEL_ROW,
    LEAD_IN,
    LINKED,
    MARK,
    MENU,
    PROSE,
    REPEATED,
    SENTENCE,
    SIBLING,
    SUMMARY,
    VERSE,
    Kind,
)
from transforms.text.labels import labelled_rows
from transforms.text.line_kinds import line_kinds
from transforms.text.shapes import DATE_TOKEN, FUNCTION_WORDS
from transforms.text.siblings import siblings
from transforms.text.structure import outlined, repeated, summaries, verses

LENGTH_COUNTS = frozenset({SENTENCE, PROSE, CRY, LEAD_IN})
"""Kinds whose length speaks for story."""
MOSTLY_LINKS = 0.6
"""The share of a block's characters in links from which it is no story."""
WORD_ODDS, LETTER_ODDS, GRAMMAR_CAP = 0.9, 0.055, 1.0
"""What a function word, and any character, adds to or takes from the weight of a line without an end, and how much at most."""
SENTENCE_CAP = 120
"""A sentence's length counts up to this many characters: one paragraph, however long, doesn't outweigh a page."""
INSIDE, OUTSIDE = 3.5, 4.0
"""What a block's place inside the story region of a page's markup adds to its weight, and what a place outside takes away."""
LATIN_SCALE = 3.0
"""Letters of an alphabet that say about as much as one Han character."""
WITHIN_ORDER = 0.3
"""The least weight of a line between numbered headings."""


def weigh(blocks: Sequence[Block], labels: Collection[str] = ()) -> tuple[list[Kind], list[float]]:
    """For each block its kind and its weight: above zero speaks for story, below zero against it, in tens of Han characters or so.

    `labels` are words that the user knows to stand before the blank of teaser rows.
    """
    lines = [block.text for block in blocks]
    kinds = page_kinds(lines, labels)
    weights = _line_weights(lines, kinds)
    for i in outlined(lines, kinds):
        weights[i] = max(weights[i], WITHIN_ORDER)
    if blocks and blocks[0].hints is not NO_HINTS:
        for i in tuple(siblings(blocks, kinds)):
            kinds[i], weights[i] = SIBLING, SIBLING.weight
    for i, block in enumerate(blocks):
        if block.hints is not NO_HINTS:
            kinds[i], weights[i] = _with_hints(block, kinds[i], weights[i])
    return kinds, weights


def page_kinds(lines: Sequence[str], labels: Collection[str] = ()) -> list[Kind]:
    """The kind of each line: by its words, by its shape, and by what the page repeats."""
    kinds = line_kinds(lines)
    for i in repeated(lines, kinds):
        kinds[i] = REPEATED
    for i in labelled_rows(lines, labels):
        if kinds[i].stays or kinds[i] is MARK or kinds[i] is CAPTION or (kinds[i] is MENU and DATE_TOKEN.search(lines[i])):
            kinds[i] = LABEL_ROW
    for i in summaries(kinds):
        kinds[i] = SUMMARY
    for i in tuple(verses(lines, kinds)):
        kinds[i] = VERSE
    return kinds


def _line_weights(lines: Sequence[str], kinds: Sequence[Kind]) -> list[float]:
    """What each line weighs by its kind and its length, and what a line without an end weighs by its wording."""
    weights = [kind.weight for kind in kinds]
    for i, kind in enumerate(kinds):
        if kind in LENGTH_COUNTS:
            weights[i] += _prose_length(lines[i])
    titles = [i for i, kind in enumerate(kinds) if kind is HEADLINE]
    rests = FUNCTION_WORDS.sub("", "\n".join([lines[i] for i in titles])).split("\n")
    for i, rest in zip(titles, rests, strict=bool(titles)):
        weights[i] += _grammar(len(lines[i]), len(lines[i]) - len(rest))
    return weights


def _grammar(length: int, function_words: int) -> float:
    """How much a line without an end reads as running text: function words count for it, other characters a little against it.

    The rates, 9 function words in 100 characters of such lines in stories and 3.5 in titles, give a logarithm of odds of about
    0.96 a function word, less 0.056 a character.
    """
    odds = WORD_ODDS * function_words - LETTER_ODDS * length
    return max(-GRAMMAR_CAP, min(odds, 3 * GRAMMAR_CAP))


def _prose_length(line: str) -> float:
    length = len(line)
    if line.isascii():
        length = int(length / LATIN_SCALE)
    return min(length, SENTENCE_CAP) / 10


def _with_hints(block: Block, kind: Kind, weight: float) -> tuple[Kind, float]:
    """What markup adds: links speak against a block, and a place outside the story region; a place inside speaks for it; captions are named."""
    hints = block.hints
    if hints.link_density > MOSTLY_LINKS and (kind.role == "story" or (hints.inside and kind.stays)):
        return LINKED, -2.0 - 3.0 * hints.link_density
    if hints.tag == "figcaption" and kind.stays:
        return CAPTION, CAPTION.weight
    if not hints.inside:
        return kind, min(weight, 0.0) - OUTSIDE
    return kind, weight + INSIDE if kind.stays else weight
