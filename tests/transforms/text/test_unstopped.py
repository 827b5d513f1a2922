"""Stories without a full stop."""

from schemas.reasons import Rejected
from schemas.stages import DecodedPage
from transforms.text.separate import separate_story

NOTICE = [
    "因管网改造 定于5月8日对部分片区停水",
    "停水时间：5月8日8时至18时",
    "停水范围：城关镇东街、南街沿线",
    "石桥镇青石渡村一组至四组",
    "白河县供水公司",
]
OTHERS = ["老桥修好了乡亲都来看热闹", "大雨将至全县学校停课一天", "渡口的木船又下了水", "县里给乡村渡船买了保险", "磨坊改成了村史馆"]


def story(*lines: str) -> tuple[str, ...]:
    """The story's paragraphs of a page of these lines; none where it is turned away."""
    text = "\n".join(["首页", "新闻", *lines, "上一篇：县里开了春耕会", "版权所有 白河日报社"])
    try:
        return separate_story(DecodedPage("0" * 64, "page.txt", text, markup=False, charset="utf-8")).paragraphs
    except Rejected:
        return ()


def test_lines_that_go_on_with_the_title_are_the_story() -> None:
    """A notice has no sentence; its title, the date with the source below it, and the title's words in its lines tell of it."""
    assert story("白河县供水公司停水通知", "2024-05-06 08:30 来源：白河发布", *NOTICE) == tuple(NOTICE)


def test_a_list_of_other_stories_is_none() -> None:
    """Titles right below a video's title and date say nothing of it."""
    assert story("白河县供水公司停水通知", "2024-05-06 08:30 来源：白河发布", *OTHERS) == ()


def test_two_dated_titles_are_a_list() -> None:
    """Where a second title has its date and source too, the page is a list."""
    dated = ("白河县供水公司停水通知", "2024-05-06 08:30 来源：白河发布")

    assert story(*dated, *NOTICE, "县城公交五一加班", "2024-05-05 08:30 来源：白河发布") == ()


def test_lines_without_a_date_above_them_are_none() -> None:
    """Without the date and the source, nothing tells such lines from a menu."""
    assert story("白河县供水公司停水通知", *NOTICE) == ()
