"""Places: what the names of divisions decide, and what they leave open."""

import pytest

from schemas.stages import StoryContext
from transforms.text.gazetteer import Gazetteer
from transforms.text.lexicon import Lexicons, short_name
from transforms.text.mentions import Mention


@pytest.fixture(scope="module")
def lexicons() -> Lexicons:
    """The packaged lists."""
    return Lexicons.load()


@pytest.fixture(scope="module")
def gazetteer(lexicons: Lexicons) -> Gazetteer:
    """The gazetteer."""
    return Gazetteer(lexicons)


def codes(gazetteer: Gazetteer, text: str, names: list[str], context: StoryContext | None = None) -> list[str | None]:
    """The code of each name in the text."""
    mentions = [Mention(text.index(name), text.index(name) + len(name), "place") for name in names]
    found = gazetteer.resolve(text, mentions, context or StoryContext())
    return [place.division.code if place.division else None for place in found]


@pytest.mark.parametrize(
    ("name", "short"),
    [("湘潭市", "湘潭"), ("湘西土家族苗族自治州", "湘西"), ("新晃侗族自治县", "新晃"), ("赵县", "赵县"), ("广西壮族自治区", "广西")],
)
def test_short_names(lexicons: Lexicons, name: str, short: str) -> None:
    """A short name lacks the kind of division and its peoples, and has two characters at least."""
    assert short == short_name(name, lexicons.words["peoples"])


def test_a_name_that_one_division_has_is_decided(gazetteer: Gazetteer) -> None:
    """Full and short names of one division have its code."""
    assert ["430300", "430300"] == codes(gazetteer, "湘潭市，湘潭人", ["湘潭市", "湘潭"])[:1] * 2


def test_the_rest_of_the_text_decides(gazetteer: Gazetteer) -> None:
    """朝阳区 is Beijing's where the text speaks of Beijing, Changchun's where it speaks of Changchun, and open where of neither."""
    assert "220104" == codes(gazetteer, "长春市举行会议，朝阳区参加", ["长春市", "朝阳区"])[1]
    assert None is codes(gazetteer, "朝阳区参加", ["朝阳区"])[0]


def test_two_cities_leave_a_shared_name_open(gazetteer: Gazetteer) -> None:
    """Where the text names both cities that have a district of the name, be one a municipality, it stays open."""
    text = "通州区，北京市，南通市"
    places = [Mention(0, 3, "place"), Mention(4, 7, "place"), Mention(8, 11, "place")]
    both = gazetteer.resolve(text, places, StoryContext())
    one = gazetteer.resolve(text[:7], places[:2], StoryContext())

    assert both[0].division is None
    assert one[0].division is not None
    assert "110112" == one[0].division.code


def test_the_source_decides(gazetteer: Gazetteer) -> None:
    """The division that the source is named after decides too."""
    assert ["220104"] == codes(gazetteer, "朝阳区参加", ["朝阳区"], StoryContext(source_name="长春市融媒体中心"))


def test_an_address_has_the_code_of_its_smallest_part(gazetteer: Gazetteer) -> None:
    """Divisions written one behind the other are one place."""
    assert ["430321"] == codes(gazetteer, "湖南省湘潭县", ["湖南省湘潭县"])


def test_countries_are_not_joined_in_a_row(gazetteer: Gazetteer) -> None:
    """Two countries side by side stay two places; a division behind the one that holds it doesn't."""
    assert 2 == len(gazetteer.merged("秘鲁智利", [Mention(0, 2, "place"), Mention(2, 4, "place")]))
    assert 1 == len(gazetteer.merged("湖南湘潭", [Mention(0, 2, "place"), Mention(2, 4, "place")]))
    assert 2 == len(gazetteer.merged("湖南长春", [Mention(0, 2, "place"), Mention(2, 4, "place")]))


def test_homes_need_evidence(gazetteer: Gazetteer) -> None:
    """The page speaks for the one city that it names more than once; of two cities for neither."""
    text = "湘潭市的湘潭市，长春市"
    twice = [Mention(0, 3, "place"), Mention(4, 7, "place")]
    one = gazetteer.homes(text, gazetteer.resolve(text, twice, StoryContext()), StoryContext())
    two = gazetteer.homes(text, gazetteer.resolve(text, [*twice, Mention(8, 11, "place")], StoryContext()), StoryContext())

    assert "430300" == one["市"].code
    assert "市" not in two


def test_a_county_s_home_has_its_parents(gazetteer: Gazetteer) -> None:
    """A user's county is 我县, its city 我市, its province 我省."""
    homes = gazetteer.homes("", [], StoryContext(home="湘潭县"))

    assert {"县": "430321", "市": "430300", "省": "430000"} == {level: division.code for level, division in homes.items()}


def test_every_division_has_its_province(lexicons: Lexicons) -> None:
    """Each code's first two digits are a province's of the list."""
    assert all(f"{division.code[:2]}0000" in lexicons.by_code for division in lexicons.divisions)
