"""Credits and media as lines word them."""

import pytest

from transforms.text.bylines import dateline_bylines, is_byline, line_bylines, line_source, wire_source


@pytest.mark.parametrize(
    ("line", "credits_given"),
    [
        ("编辑：柳明", [("编辑", "柳明")]),
        ("【责任编辑：柳明 PK155】", [("责任编辑", "柳明")]),
        ("责编：何田_NB12556", [("责编", "何田")]),
        ("供稿：镇办 编辑：柳明 审核：何田", [("供稿", "镇办"), ("编辑", "柳明"), ("审核", "何田")]),
        ("（作者：何田、柳明）", [("作者", "何田"), ("作者", "柳明")]),
        ("文/图：何田", [("文/图", "何田")]),
        ("采写：江报记者 何田 柳明", [("采写", "何田"), ("采写", "柳明")]),
        ("作者：何田返回首页，查看更多", [("作者", "何田")]),
        ("清溪日报记者 何田", [("记者", "何田")]),
        ("编辑 柳明 校对 何田", [("编辑", "柳明"), ("校对", "何田")]),
        ("记者 | 何田", [("记者", "何田")]),
        ("記者何田／報導", [("記者", "何田")]),
        ("何田/清溪日报", [("作者", "何田")]),
        ("(作者：何田复旦大学历史系教授)", [("作者", "何田")]),
        ("作者：佚名 来源：清溪日报", []),
        ("责任编辑：", []),
        ("何田说，编辑部的灯还亮着", []),
    ],
)
def test_a_line_gives_its_credits(line: str, credits_given: list[tuple[str, str]]) -> None:
    """Roles and names are read in order, without codes, buttons, posts and names of nobody; a medium is no person."""
    assert [(byline.role, byline.name) for byline in line_bylines(line)] == credits_given


def test_a_credit_carries_its_line_as_evidence() -> None:
    """The line that a name was read from goes with it."""
    assert [byline.evidence for byline in line_bylines("编辑：柳明")] == ["编辑：柳明"]


@pytest.mark.parametrize(
    ("line", "medium"),
    [
        ("来源：清溪日报", "清溪日报"),
        ("2024-05-01 08:00 来源： 清溪日报 举报", "清溪日报"),
        ("2024年05月01日 12:10 来源：清溪网参与互动", "清溪网"),
        ("2024-05-01 12:11来源：清溪网作者：何田", "清溪网"),
        ("2024-05-01 16:40 清溪县融媒体中心 浏览:892", "清溪县融媒体中心"),
        ("清溪网 2024-05-01 10:37:31", "清溪网"),
        ("何田/清溪日报", "清溪日报"),
        ("2024-05-01 记者何田", None),
        ("编辑：柳明", None),
        ("字号", None),
    ],
)
def test_a_line_gives_its_medium(line: str, medium: str | None) -> None:
    """The medium stands after 来源 or beside the date, without what is glued to it."""
    assert line_source(line) == medium


def test_speech_is_no_credit() -> None:
    """A role before a question, or before a sentence, is somebody speaking."""
    assert not is_byline("记者：您为什么一直坚持？")
    assert not is_byline("记者：谢谢。")
    assert is_byline("记者：何田")


def test_reporters_in_the_dateline_are_credited() -> None:
    """（记者 …） at a story's head names its reporters; the bracket is the evidence."""
    found = dateline_bylines("清溪日报讯（记者 何田 通讯员柳明）3月5日，清溪镇的老桥修好了。")

    assert ("记者", "何田") in [(byline.role, byline.name) for byline in found]


def test_the_wire_names_the_medium() -> None:
    """A medium's name before 讯 or 电 is the source; 本报讯 names none."""
    assert wire_source("清溪日报讯 3月5日，老桥修好了。") == "清溪日报"
    assert wire_source("本报讯 3月5日，老桥修好了。") is None
