"""我市, 我县, 全市: places named from where one stands, resolved to the divisions that the page speaks for."""

import re
from collections.abc import Iterator

from transforms.text.gazetteer import Resolved
from transforms.text.lexicon import Division
from transforms.text.mentions import Mention
from transforms.text.signals import Signals

RELATIVE = re.compile("([我本全])([省市州县区旗])")
LONGER_WORDS = frozenset("场域级长委别")
"""What makes another word of the two characters (全市场, 全区域, 我市长) where it stands behind them."""
TOLD = "全"
"""With this character only the user's and the source's word counts: what all of the city does, many pages tell of other cities too."""


def relative_places(signals: Signals, taken: list[Mention], homes: dict[str, Division], told: dict[str, Division]) -> Iterator[Resolved]:
    """The relative places outside the names `taken`, each with the division of its level.

    `homes` are the divisions that the page speaks for by their level's letter, `told` those of them that its context says.
    """
    text = signals.text
    matches = list(RELATIVE.finditer(text)) if homes else []
    inside = {at for mention in taken for at in range(mention.start, mention.end)} if matches else set()
    for match in matches:
        start, end = match.span()
        division = (told if match[1] == TOLD else homes).get(match[2])
        whole = signals.begins(start) and signals.begins(end) and text[end : end + 1] not in LONGER_WORDS
        if division and whole and start not in inside and end - 1 not in inside:
            yield Resolved(Mention(start, end, "place"), text[start:end], division.level, division)
