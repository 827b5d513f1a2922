"""Twice the length takes extraction about twice the work, also on texts that are all names, numbers or open quotation marks."""

import pytest

from schemas.stages import StoryContext
from tests.transforms.text.test_reading_is_linear import MOST, ratio
from transforms.text.extract import Extractor

PIECES = {
    "a story's": "柳溪县委书记石敢当14日说，全县种茶3.2万亩，比去年同期增长百分之十二。\n",
    "one endless sentence": "柳溪县委书记石敢当和县长易南星考察了茶园和水库以及学校",
    "a list of one name": "石敢当、",
    "titles and places without end": "柳溪县长江市市长王",
    "numerals": "1二3万",
    "quotation marks that stay open": "“说：",
}
SIZE = 4_000


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    """The packaged lexicons and model."""
    return Extractor.load()


@pytest.mark.parametrize("name", PIECES)
def test_extraction_is_linear(name: str, extractor: Extractor) -> None:
    """No finder looks through the text again for what it has found."""
    piece = PIECES[name]

    assert ratio(lambda size: extractor.extract(piece * (size // len(piece)), StoryContext()), SIZE) < MOST
