"""Titles as spans, on phrases written for this test."""

import pytest

from transforms.text.names import NameFinder


@pytest.fixture(scope="module")
def finder() -> NameFinder:
    """The finder, loaded once."""
    return NameFinder.load()


def titles(finder: NameFinder, text: str) -> list[str]:
    """The titles of a text."""
    return [text[span.start : span.end] for span in finder.find(text).title_spans]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("历任公司副总经理、总工程师。", ["副总经理", "总工程师"]),
        ("任公司财务部经理。", ["财务部经理"]),
        ("他是区委常委、宣传部部长。", ["区委常委", "宣传部部长"]),
        ("现任第六届监事会监事。", ["第六届监事会监事"]),
        ("常务副县长主持。", ["常务副县长"]),
        ("县长助理到场。", ["县长助理"]),
        ("主管药师和主任医师到场。", ["主管药师", "主任医师"]),
        ("总经理秘书来电。", ["总经理秘书"]),
        ("本报记者报道。", ["记者"]),
    ],
)
def test_titles_reach_over_what_belongs_to_them(finder: NameFinder, text: str, wanted: list[str]) -> None:
    """A title holds its 副, department, term and 助理."""
    assert wanted == titles(finder, text)


@pytest.mark.parametrize(
    "text",
    [
        "他代表公司发言。",
        "球队夺得冠军。",
        "市民领导小组成立。",
        "博士研究生学历。",
        "专家组到场。",
        "先进工作者受表彰。",
        "记者会开始。",
        "部长期规划已出台。",
    ],
)
def test_words_that_are_no_titles(finder: NameFinder, text: str) -> None:
    """Verbs, crowds and longer words that look like a title are none."""
    assert [] == titles(finder, text)


def test_a_crowd_s_word_is_a_title_beside_a_name(finder: NameFinder) -> None:
    """村民 is a title where it stands beside a name."""
    person = finder.find("村民罗永康说，路修好了。").people[0]

    assert ("罗永康", ["村民"]) == (person.name, person.titles)
