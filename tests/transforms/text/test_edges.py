"""Where names begin: prepositions, letters of divisions and halves of words beside them, in sentences written for this test."""

import pytest

from transforms.text.names import NameFinder, Names


@pytest.fixture(scope="module")
def finder() -> NameFinder:
    """The finder, loaded once."""
    return NameFinder.load()


def bodies(names: Names) -> list[str]:
    """The organisations' names."""
    return [body.name for body in names.organizations]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("确保落到实处。\n据县志愿者协会介绍，截至9月底，活动已举办12场。", "县志愿者协会"),
        ("会上对县实验小学进行表彰。", "县实验小学"),
        ("这项活动经省慈善联合会批准。", "省慈善联合会"),
        ("展览由白河县文化协会主办。", "白河县文化协会"),
    ],
)
def test_a_preposition_is_no_part_of_a_body(finder: NameFinder, text: str, name: str) -> None:
    """A preposition that a segmenter ties to a division's letter stays outside, and the letter inside."""
    assert [name] == bodies(finder.find(text))


@pytest.mark.parametrize("name", ["和平县水利协会", "对外经济贸易大学"])
def test_a_name_that_begins_like_a_preposition_keeps_its_beginning(finder: NameFinder, name: str) -> None:
    """和平县 and 对外 are no prepositions with something behind them."""
    assert [name] == bodies(finder.find(f"{name}举办了讲座。"))


def test_a_firm_does_not_begin_inside_a_word(finder: NameFinder) -> None:
    """A firm is named from the beginning of the word that its name begins with."""
    assert ["宏远建设集团"] == bodies(finder.find("发展。\n宏远建设集团负责人李强说，公司计划再建3条生产线。"))


def test_a_countys_letter_belongs_to_the_county(finder: NameFinder) -> None:
    """The letter between two places ends the first one."""
    names = finder.find("国庆假期还没到，青溪县柳溪镇的果园里已经热闹起来。")

    assert ["青溪县", "柳溪镇"] == [place.name for place in names.places]


def test_a_town_is_no_person(finder: NameFinder) -> None:
    """A town before a colon is a place."""
    names = finder.find("柳溪镇：小产业撑起大民生")

    assert (["柳溪镇"], ()) == ([place.name for place in names.places], names.people)


def test_a_man_whose_name_ends_like_a_towns_stays_one(finder: NameFinder) -> None:
    """A name behind a person's in a list is a person's, even if towns end so."""
    names = finder.find("参加救援的有村民李志强、王卫镇等人。")

    assert ["李志强", "王卫镇"] == [person.name for person in names.people]


def test_a_slogans_verb_makes_no_place(finder: NameFinder) -> None:
    """生态立州 names no prefecture."""
    assert () == finder.find("始终坚持生态立州、文旅强州战略。").places


def test_a_place_is_named_as_the_text_writes_it(finder: NameFinder) -> None:
    """A character that is simplified for look-ups stays as it was in the record."""
    (place,) = finder.find("在吉首市乾州街道，老人很多。").places

    assert "吉首市乾州街道" == place.name


@pytest.mark.parametrize(
    ("name", "kind"), [("镇供销合作社", "company"), ("县农机队", "other"), ("市交警支队", "government"), ("湖人队", "sport"), ("新华社", "media")]
)
def test_kinds_by_the_longest_end(finder: NameFinder, name: str, kind: str) -> None:
    """A co-operative is no medium, and a team of farm machines plays nothing."""
    assert kind == finder.bodies.kind(name)
