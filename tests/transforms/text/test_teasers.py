"""Teaser rows: their parts and their dates' bounds."""

from datetime import date

import pytest

from schemas.stages import TeaserRow
from transforms.text.teasers import page_labels, rank_free, read_row, resolve_teaser, split_caption


@pytest.mark.parametrize(
    ("line", "label", "title", "day"),
    [
        ("要闻 老桥修好了 2025-02-27", "要闻", "老桥修好了", "2025-02-27"),
        ("2025-02-27 要闻 老桥修好了", "要闻", "老桥修好了", "2025-02-27"),
        ("要闻 昨天 老桥修好了", "要闻", "老桥修好了", "昨天"),
        ("要闻 2025年2月27日", "要闻", None, "2025年2月27日"),
        ("要闻 3小时前", "要闻", None, "3小时前"),
        ("02-27", None, None, "02-27"),
        ("老桥修好了 [2025-02-27]", None, "老桥修好了", "2025-02-27"),
        ("老桥修好了2025年02月27日", None, "老桥修好了", "2025年02月27日"),
        ("【提醒】明起有大雨 (02-27)", "提醒", "明起有大雨", "02-27"),
        ("图解丨一张图看懂医保", "图解", "一张图看懂医保", None),
        ("要闻 2月27日上午，老桥修好了。", "要闻", "2月27日上午，老桥修好了。", None),
        ("清溪队2-1险胜，夺冠", None, "清溪队2-1险胜，夺冠", None),
        ("·老桥修好了[详细]", None, "老桥修好了", None),
        ("3、老桥修好了", None, "老桥修好了", None),
    ],
)
def test_a_row_comes_apart(line: str, label: str | None, title: str | None, day: str | None) -> None:
    """Label, title and date are found in any order, with 要闻 known as a label of the page."""
    row = read_row(line, {"要闻"})

    assert (row.label, row.title, row.date_text) == (label, title, day)
    assert row.text == line


def test_labels_are_learned_from_repetition() -> None:
    """A word before a blank is a label where two rows have it, or where most rows have one."""
    assert page_labels(["乡音 老桥修好了 2025-02-27", "乡音 2025-02-26", "快讯 大雨将至 2025-02-25"]) == {"乡音", "快讯"}
    assert page_labels(["老桥修好 乡亲来看热闹 2025-02-27", "大雨将至 学校停课 2025-02-26"]) == frozenset()


@pytest.mark.parametrize(
    ("glued", "title", "caption"),
    [
        ("清溪镇出土一面铜镜一面铜镜（资料图）", "清溪镇出土一面铜镜", "一面铜镜（资料图）"),
        ("老桥通车乡亲来看热闹老桥通车乡亲挤满桥头（何田 摄）", "老桥通车乡亲来看热闹", "老桥通车乡亲挤满桥头（何田 摄）"),
        ("老桥通车乡亲挤满桥头（何田 摄）", "老桥通车乡亲挤满桥头（何田 摄）", None),
    ],
)
def test_a_caption_is_told_apart_where_the_row_repeats_itself(glued: str, title: str, caption: str | None) -> None:
    """The page's own repetition is the only evidence; without it the row is left whole."""
    assert split_caption(glued) == (title, caption)


def test_a_row_of_one_part_is_told_apart_too() -> None:
    """A caption that repeats the title is told apart without any date, blank or number; what a sign breaks repeats nothing."""
    row = read_row("清溪镇出土一面铜镜一面铜镜（资料图）")

    assert (row.title, row.caption) == ("清溪镇出土一面铜镜", "一面铜镜（资料图）")
    assert read_row("清溪水泵/给水泵/给水泵站供应").caption is None


def test_ranks_glued_to_titles_are_taken_off_lists_only() -> None:
    """Rows that count 1, 2, 3 lose their rank, and with it a counter that doesn't grow; a number of the title's own stays."""
    listed = ["113635老桥修好了", "2950120岁小伙救人", "38377大雨将至"]
    alone = ["12岁男孩拾金不昧"]

    assert list(rank_free(list(enumerate(listed))).values()) == ["老桥修好了", "20岁小伙救人", "大雨将至"]
    assert list(rank_free(list(enumerate(alone))).values()) == alone


@pytest.mark.parametrize(
    ("written", "day", "bounds"),
    [
        ("2025-02-27 08:30", date(2025, 2, 27), ("2025-02-27", "2025-02-27")),
        ("2025年2月7日", date(2025, 2, 7), ("2025-02-07", "2025-02-07")),
        ("02-29", None, ("--02-29", "--02-29")),
        ("2月7日", None, ("--02-07", "--02-07")),
        ("昨天", None, (None, None)),
        ("2025-02-30", None, (None, None)),
        ("13-01", None, (None, None)),
    ],
)
def test_a_date_is_made_no_surer_than_it_is(written: str, day: date | None, bounds: tuple[str | None, str | None]) -> None:
    """A full date is a day, one without a year has bounds without one, a relative or impossible one has neither; its words are kept."""
    teaser = resolve_teaser(TeaserRow("row", None, "老桥修好了", None, written), "p", "page.txt", 3, None)

    assert teaser.teaser_date == day
    assert (teaser.earliest, teaser.latest) == bounds
    assert (teaser.date_text, teaser.position) == (written, 3)
