"""Sayings and quoted terms."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.records import Person, Quote, Span
from schemas.stages import StoryContext
from transforms.text.quote_marks import quoted
from transforms.text.quotes import find_quotes

NOBODY = StoryContext()


def people(text: str, *names: str) -> list[Person]:
    """Persons of `names` with every mention in `text`."""
    return [Person("", None, n, ["主任"], None, None, None, [Span(m.start(), m.end()) for m in re.finditer(n, text)]) for n in names]


def found(text: str, *names: str) -> tuple[Quote, ...]:
    """The quotes of `text`, whose persons are `names`."""
    return find_quotes(text, NOBODY, people(text, *names))


def sayings(text: str, *names: str) -> list[tuple[str | None, str | None, str, bool]]:
    """Each saying with a verb in short."""
    return [(q.speaker, q.verb, q.text, q.direct) for q in found(text, *names) if q.kind == "saying" and q.verb]


@pytest.mark.parametrize(
    ("text", "saying"),
    [
        ("方卓然表示，今年要多种树。", ("方卓然", "表示", "今年要多种树", False)),
        ("方卓然说：“树要种活。”", ("方卓然", "说", "树要种活。", True)),
        ("方卓然說，「樹要種活。」", ("方卓然", "說", "樹要種活。", True)),
        ('方卓然说，"树要种活。"', ("方卓然", "说", "树要种活。", True)),
        ("“树要种活。”方卓然说。", ("方卓然", "说", "树要种活。", True)),
        ("县林业局局长方卓然在会上强调，要防火。", ("方卓然", "强调", "要防火", False)),
        ("方卓然5日告诉记者，树都活了。", ("方卓然", "告诉", "树都活了", False)),
        ("方卓然认为树能活。", ("方卓然", "认为", "树能活", False)),
        ("他指责对方毁林。", ("他", "指责", "对方毁林", False)),
        ("她希望大家多种树。", ("她", "希望", "大家多种树", False)),
        ("省林业厅发言人称，火已扑灭。", ("省林业厅发言人", "称", "火已扑灭", False)),
        ("应急管理部门（林火处）一名官员称，火已扑灭。", ("应急管理部门（林火处）一名官员", "称", "火已扑灭", False)),
        ("会议指出，林长制见效。", ("会议", "指出", "林长制见效", False)),
        ("方卓然在山上发文，警告游客不要点火。", ("方卓然", "警告", "游客不要点火", False)),
        ("观众们说，戏好看。", ("观众们", "说", "戏好看", False)),
    ],
)
def test_one(text: str, saying: tuple[str, str, str, bool]) -> None:
    """Each construction gives its one saying."""
    assert [saying] == sayings(text, "方卓然")


@pytest.mark.parametrize(
    "text",
    [
        "方卓然对大家表示感谢。",
        "方卓然介绍了造林情况。",
        "据说，树活了。",
        "这部小说的说明书",
        "他的名称为林场",
        "总的来说，树活了。",
        "被称为林海",
        "方卓然宣布运动会开幕。",
        "三位代表对提问作了回答。",
    ],
)
def test_none(text: str) -> None:
    """Thanks, objects, passives and other words with the same characters are no sayings."""
    assert [] == sayings(text, "方卓然")


def test_before_and_after() -> None:
    """“……。”某某说，…… is two sayings of one verb."""
    text = "“山要绿。”方卓然说，水也要清。"

    assert [("方卓然", "说", "山要绿。", True), ("方卓然", "说", "水也要清", False)] == sayings(text, "方卓然")


def test_another_speaker_takes_over() -> None:
    """Where another speaks in the same sentence the first saying ends."""
    text = "省林业厅称，火已扑灭，他指责有人纵火。"

    assert ["火已扑灭", "有人纵火"] == [said for _, _, said, _ in sayings(text)]


def test_headlines() -> None:
    """In a headline a space ends a statement."""
    assert [("方卓然", "树已种活"), ("林业厅", "火已扑灭")] == [
        (who, said) for who, _, said, _ in sayings("方卓然称树已种活 林业厅称火已扑灭\n正文。", "方卓然")
    ]


def test_the_title_comes_along() -> None:
    """A speaker who is a person of the story brings the first title."""
    assert ["主任"] == [q.speaker_title for q in found("方卓然说，树活了。", "方卓然")]


def test_a_name_after_its_title() -> None:
    """Where the story's persons aren't known, a title before a name tells the two apart."""
    [quote] = [q for q in find_quotes("白石县林业局局长方卓然介绍，树都活了。", NOBODY) if q.kind == "saying"]

    assert ("方卓然", "局长") == (quote.speaker, quote.speaker_title)


def test_a_saying_goes_on() -> None:
    """Sentences of will after an indirect saying, and quoted sentences by themselves, have the same speaker and no verb."""
    text = "方卓然强调，山要绿。要多种树。希望大家出力。会后众人上山。\n“还要防火。”"
    rows = [(q.speaker, q.verb, q.text) for q in found(text, "方卓然")]

    assert [("方卓然", "强调", "山要绿"), ("方卓然", None, "要多种树"), ("方卓然", None, "希望大家出力"), ("方卓然", None, "还要防火。")] == rows


def test_terms() -> None:
    """Short quoted names are terms; sayings and sentences are none."""
    text = "实施“青山工程”，做到“一山一策”“见空补绿”。方卓然说：“‘林长’要上山。”"

    assert ["青山工程", "一山一策", "见空补绿", "林长"] == [q.text for q in found(text, "方卓然") if q.kind == "term"]


@pytest.mark.parametrize(
    ("text", "inner"),
    [
        ("“甲‘乙’丙”", ["甲‘乙’丙", "乙"]),
        ("「甲『乙』」", ["甲『乙』", "乙"]),
        ('"甲"和"乙"', ["甲", "乙"]),
        ("“甲\n乙”", []),
        ("甲”乙“", []),
        ("“甲‘乙”丙", ["甲‘乙"]),
        ("“”", []),
    ],
)
def test_quoted(text: str, inner: list[str]) -> None:
    """Marks are paired within a line; what isn't closed encloses nothing."""
    assert inner == [text[q.start : q.end] for q in quoted(text)]


@given(st.text('“”‘’「」"说表示，：。！？他甲乙丙 \n（）', max_size=80))
def test_spans_lie_inside(text: str) -> None:
    """Whatever the text, spans lie inside it and hold the surface form, and verbs stand where they say."""
    for quote in found(text, "甲"):
        assert text[quote.start : quote.end] == quote.text
        assert quote.text
        assert quote.verb is None or text[quote.verb_start or 0 :].startswith(quote.verb)
