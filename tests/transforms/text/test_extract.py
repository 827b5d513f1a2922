"""The composition of the finders."""

import pytest

from schemas.stages import StoryContext
from transforms.text.extract import Extractor


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    """The loaded finders."""
    return Extractor.load()


def test_a_number_within_a_quoted_term_is_no_quantity(extractor: Extractor) -> None:
    """A slogan's count is a part of its name; money is money also within quotation marks."""
    records = extractor.extract("镇里开展“七个到户”活动,发放“500元大礼包”,惠及36户。", StoryContext())

    assert ["500元", "36户"] == [row.text for row in records.quantities]
