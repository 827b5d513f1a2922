"""People with their offices, organisations and places, on sentences written for this test."""

import pytest

from schemas.records import Person
from transforms.text.names import NameFinder


@pytest.fixture(scope="session")
def finder() -> NameFinder:
    """The finder, loaded once."""
    return NameFinder.load()


def people(finder: NameFinder, text: str) -> dict[str, Person]:
    """The people of a text by their names."""
    return {person.name: person for person in finder.find(text).people}


LIST = (
    "邵阳市人大常委会主任龙小满,市政协主席覃一鸣,市委常委向思远、滕文彬,副市长罗卫东;永州市人大常委会主任莫建军,市政协主席唐海燕,副市长蒋立新;"
    "零陵区委书记邓志刚,区委常委、宣传部部长彭晓红等参加。"
)


@pytest.mark.parametrize(
    ("name", "titles", "place"),
    [
        ("龙小满", ["市人大常委会主任"], "邵阳市"),
        ("覃一鸣", ["市政协主席"], "邵阳市"),
        ("向思远", ["市委常委"], "邵阳市"),
        ("滕文彬", ["市委常委"], "邵阳市"),
        ("罗卫东", ["副市长"], "邵阳市"),
        ("莫建军", ["市人大常委会主任"], "永州市"),
        ("唐海燕", ["市政协主席"], "永州市"),
        ("蒋立新", ["副市长"], "永州市"),
        ("邓志刚", ["区委书记"], "零陵区"),
        ("彭晓红", ["区委常委", "宣传部部长"], "零陵区"),
    ],
)
def test_lists_inherit_their_jurisdiction(finder: NameFinder, name: str, titles: list[str], place: str) -> None:
    """Each name of a list has its own titles, and the place that its group was opened with."""
    person = people(finder, LIST)[name]

    assert (titles, place) == (person.titles, person.place)
