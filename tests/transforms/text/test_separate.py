"""Pages taken apart: story, teasers, title, credits."""

import pytest

from schemas.reasons import Reason, Rejected
from schemas.stages import DecodedPage, SeparatedPage
from transforms.text.separate import separate_story


def separate(*lines: str) -> SeparatedPage:
    """The page of these lines, taken apart."""
    return separate_story(DecodedPage("0" * 64, "page.txt", "\n".join(lines), markup=False, charset="utf-8"))


STORY = (
    "3月4日上午，青禾县农业技术推广中心组织二十多名技术员到田间地头指导春耕，帮助农户解决育秧中的难题。",
    "县农技中心主任马晓岚介绍，今年全县计划种植水稻十八万亩，目前已完成整田十一万亩。",
    "“专家来了，我们心里就有底了。”柳塘村种粮大户孙长贵说。",
)


def test_rows_with_labels_after_the_byline_are_teasers() -> None:
    """A page that starts at its story, has a byline, and rows of label, title and date gives each its place."""
    page = separate(*STORY, "编辑：融媒体", "乡音 柳塘村的老戏台又热闹起来了 2025-03-02", "乡音 2025-03-01", "快讯 青禾河大桥本月底通车 2025-02-27")

    assert page.paragraphs == STORY
    assert [(row.label, row.title, row.date_text) for row in page.teasers] == [
        ("乡音", "柳塘村的老戏台又热闹起来了", "2025-03-02"),
        ("乡音", None, "2025-03-01"),
        ("快讯", "青禾河大桥本月底通车", "2025-02-27"),
    ]
    assert [(byline.role, byline.name) for byline in page.bylines] == [("编辑", "融媒体")]
    assert page.title is None


def test_the_line_over_the_date_is_the_title() -> None:
    """Title, date and source stand before the story, each with its evidence."""
    page = separate("青禾县春耕生产全面展开", "2025-03-04 16:20 来源：青禾新闻网", *STORY)

    assert page.title == "青禾县春耕生产全面展开"
    assert page.title_source == "text"
    assert page.source_name == "青禾新闻网"
    assert [claim.text for claim in page.date_claims] == ["2025-03-04 16:20"]


def test_a_page_of_rows_alone_has_no_story() -> None:
    """An index gives its teasers and no paragraphs."""
    page = separate("柳塘村修通最后一公里 2025-03-02", "青禾县召开防汛工作会议 2025-03-01", "青禾中学举行春季运动会 2025-02-28")

    assert page.paragraphs == ()
    assert len(page.teasers) == 3


def test_a_page_of_menus_is_rejected() -> None:
    """Neither story nor teaser: the reason is no_story."""
    with pytest.raises(Rejected) as caught:
        separate("首页", "新闻 视频 图片", "关于我们 联系我们")

    assert caught.value.reason is Reason.NO_STORY


def test_a_story_as_long_as_a_book_is_turned_away() -> None:
    """A story over the cap costs no more work than finding it out."""
    text = "\n".join([f"第{number}天,村里又修好了一段水渠,大家都说明年种地不用再看天吃饭了。" for number in range(16_000)])
    page = DecodedPage("p", "long.txt", text, markup=False, charset="utf-8")

    with pytest.raises(Rejected) as rejected:
        separate_story(page)
    assert Reason.TOO_LARGE == rejected.value.reason
