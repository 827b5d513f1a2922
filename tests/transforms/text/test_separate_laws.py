"""Laws that hold for every page, made up of lines of all kinds in any order."""

from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.reasons import Rejected
from schemas.stages import DecodedPage, SeparatedPage
from transforms.text.separate import separate_story

LINES = st.sampled_from(
    [
        "首页",
        "新闻 视频 图片 专题",
        "相关阅读",
        "网友评论",
        "江风 3小时前",
        "回复 2",
        "分享到：",
        "2025-03-01",
        "2025-03-01 08:30 来源：清溪新闻网",
        "编辑：柳明",
        "记者 何田 摄",
        "清溪镇的油菜花开了",
        "要闻 清溪镇修好了老桥 2025-02-27",
        "要闻 2025-02-26",
        "一、报名条件",
        "二、报名时间",
        "3月5日 8:00开始",
        "答：可以。",
        "镇里的老桥修了三个月，昨天终于通车，乡亲们赶着牛车来看热闹。",
        "“路通了，货就走得出去。”种菜的老田说，他家的三亩地今年全种了芥菜。",
        "版权所有 未经授权不得转载",
        "1",
        "……",
        "(",
        "the quick brown fox jumps over the lazy dog.",
    ]
)
PAGES = st.lists(LINES | st.text(alphabet="清溪 \t，。：:()【】|-/.年月日0123", min_size=1, max_size=30), max_size=40)


def taken_apart(text: str) -> SeparatedPage | str:
    """The page of a text taken apart, or the reason why it was turned away."""
    try:
        return separate_story(DecodedPage("0" * 64, "page.txt", text, markup=False, charset="utf-8"), explain=True)
    except Rejected as rejected:
        return rejected.reason


@settings(deadline=None, max_examples=300)
@given(PAGES)
def test_no_character_of_the_story_is_invented(lines: list[str]) -> None:
    """Every paragraph is one of the page's lines, and they stand in the page's order."""
    page = taken_apart("\n".join(lines))
    rest = iter([line.strip() for line in lines])

    assert isinstance(page, str) or all(paragraph in rest for paragraph in page.paragraphs)


@settings(deadline=None, max_examples=300)
@given(PAGES)
def test_the_lines_partition_the_page(lines: list[str]) -> None:
    """Each line has one role, none is lost or doubled, and the story is exactly the lines of that role."""
    page = taken_apart("\n".join(lines))

    assert isinstance(page, str) or [line.text for line in page.lines] == [line.strip() for line in lines if line.strip()]
    assert isinstance(page, str) or tuple(line.text for line in page.lines if line.role == "story") == page.paragraphs


@settings(deadline=None, max_examples=300)
@given(PAGES, st.data())
def test_blank_lines_change_nothing(lines: list[str], data: st.DataObject) -> None:
    """A page with blank lines strewn in comes apart as it does without them."""
    strewn = [piece for line in lines for piece in (line, *[" "] * data.draw(st.integers(0, 2)))]

    assert taken_apart("\n".join(strewn)) == taken_apart("\n".join(lines))


@settings(deadline=None, max_examples=200)
@given(PAGES)
def test_the_same_page_comes_apart_the_same(lines: list[str]) -> None:
    """Nothing remembered of other pages changes a result, and explaining doesn't either."""
    text = "\n".join(lines)
    first, again = taken_apart(text), taken_apart(text)

    assert first == again


@settings(deadline=None, max_examples=200)
@given(PAGES)
def test_a_row_is_a_line_of_the_page(lines: list[str]) -> None:
    """A teaser's text starts with a line of the page, and its title and label are words of it."""
    page = taken_apart("\n".join(lines))
    rows = () if isinstance(page, str) else page.teasers
    known = {line.strip() for line in lines}

    assert all(row.text.split("\n")[0] in known for row in rows)
    assert all((row.label or "") in row.text for row in rows)
