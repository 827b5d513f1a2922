"""Standing words of pages: which lines they make nothing of a story."""

import pytest

from transforms.text.kinds import BUTTON, COMMENT_HEAD, FOOTER, LIST_HEAD, MENU_WORD, PROMO, TRAIL, WEAK_PROMO, Kind
from transforms.text.vocabulary import standing_kind, standing_kinds


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("分享到：", BUTTON),
        ("收藏", MENU_WORD),
        ("相关阅读", LIST_HEAD),
        ("网友评论(15)", COMMENT_HEAD),
        ("当前位置：首页 > 乡镇 > 正文", TRAIL),
        ("Copyright 2020 Qingxi All Rights Reserved", FOOTER),
        ("本文仅代表作者本人，如有侵权请联系我们删除。", PROMO),
        ("本报记者在收藏市场看到，老物件的价格涨了三成。", None),
        ("新闻发布会后，村民们围住了技术员", None),
        ("严禁发布色情、暴力和违反国家法律的内容；", WEAK_PROMO),
        ("网友在座谈会上说，严禁发布虚假广告的规定早就该有了。", None),
        ("页面正在打开，请稍候，或请刷新页面", BUTTON),
    ],
)
def test_words_must_fill_their_share_of_a_line(line: str, kind: Kind | None) -> None:
    """A button's word makes a button of a line that is little else, and nothing of a sentence that uses it."""
    assert standing_kind(line)[0] is kind


def test_a_heading_with_its_first_title_beside_it_heads_a_list() -> None:
    """A colon after a list's heading makes one of the whole line, unless the line is a sentence."""
    assert standing_kind("延伸阅读：石桥镇老磨坊改成了村史馆") == (LIST_HEAD, False)
    assert standing_kind("延伸阅读：村里的老人说，那年的水一直漫到磨坊的台阶上。")[0] is None


def test_a_page_is_searched_as_its_lines_are() -> None:
    """One search over all lines finds in each what a search of the line alone does."""
    lines = ["首页", "老桥修好了", "推荐阅读：老桥修好了", "记者：何田", "老田说，点赞不如来走一走。" * 9, "版权所有 不得转载", "上一篇"]

    assert [standing_kinds(lines).get(i, (None, False)) for i in range(len(lines))] == [standing_kind(line) for line in lines]


def test_roles_are_told_of() -> None:
    """A byline's role in a line is told, so that only such lines are looked at as credits."""
    assert standing_kind("责任编辑：柳明") == (None, True)
    assert standing_kind("老桥修好了") == (None, False)


def test_long_lines_are_searched_for_disclaimers_only() -> None:
    """A paragraph that speaks of buttons is none; one that is a disclaimer is."""
    paragraph = "老田说，点赞、收藏和分享都不如来村里走一走，"

    assert standing_kind(paragraph * 4) == (None, False)
    assert (
        standing_kind(
            "凡本网注明来源的稿件，均不代表本网赞同其观点，如有侵权请联系删除，未经授权不得转载、摘编，违者将依法追究法律责任，本网保留一切权利，转载请注明出处。"
        )[0]
        is not None
    )
