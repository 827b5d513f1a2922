"""Standing words of pages: which lines they make nothing of a story."""

import pytest

from transforms.text.kinds import BUTTON, COMMENT_HEAD, FOOTER, LIST_HEAD, MENU_WORD, PROMO, TRAIL, Kind
from transforms.text.vocabulary import standing_words


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
    ],
)
def test_words_must_fill_their_share_of_a_line(line: str, kind: Kind | None) -> None:
    """A button's word makes a button of a line that is little else, and nothing of a sentence that uses it."""
    kinds, _ = standing_words([line])

    assert kinds.get(0) is kind


def test_lines_are_told_apart() -> None:
    """All lines are searched at once, and each word counts for its own line only."""
    kinds, credited = standing_words(["老桥修好了", "相关阅读", "责任编辑：柳明", "打印"])

    assert kinds == {1: LIST_HEAD, 3: MENU_WORD}
    assert credited == {2}
