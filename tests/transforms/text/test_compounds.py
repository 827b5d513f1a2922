"""Organisations spelt out from a place or a body and the nouns behind it."""

import pytest

from transforms.text.compounds import CompoundFinder
from transforms.text.lexicon import Lexicons
from transforms.text.mentions import Mention
from transforms.text.segment import load_segmenter
from transforms.text.signals import Watcher

LEXICONS = Lexicons.load()


@pytest.fixture(scope="module")
def watcher() -> Watcher:
    """What segments the texts."""
    return Watcher(load_segmenter(), LEXICONS)


@pytest.fixture(scope="module")
def compounds() -> CompoundFinder:
    """The finder."""
    return CompoundFinder(LEXICONS)


def test_a_place_and_nouns_up_to_a_suffix(watcher: Watcher, compounds: CompoundFinder) -> None:
    """A country and 自行车协会 make an association; a verb between ends the walk."""
    (body,) = compounds.from_places(watcher.signals("秘鲁自行车协会表示"), [Mention(0, 2, "place")])

    assert Mention(0, 7, "organization") == body
    assert [] == list(compounds.from_places(watcher.signals("秘鲁访问协会"), [Mention(0, 2, "place")]))


def test_a_department_before_a_title_joins_its_body(watcher: Watcher, compounds: CompoundFinder) -> None:
    """A police department belongs to the body, a company's to the title."""
    police = watcher.signals("湘潭市公安局交警支队支队长")
    company = watcher.signals("湘潭瑞丰公司财务部经理")

    assert 10 == compounds.stretched(police, Mention(0, 6, "organization"), frozenset({10})).end
    assert 6 == compounds.stretched(company, Mention(0, 6, "organization"), frozenset({9})).end
