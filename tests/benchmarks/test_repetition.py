"""What a site's repetition adds: the pure parts of the measurement."""

from benchmarks.separation.repetition import TextPage, scores, site_of, story_f1
from tests.helpers import page


def gold_page(site: str, *extra: str) -> TextPage:
    """A page whose story is labelled, between a menu and further lines."""
    story = page().split("\n")
    lines = ("首页 新闻 视频 登录", *story, *extra)
    return TextPage(site, lines, tuple(int(line.endswith("。")) for line in lines))


def test_a_site_is_told_by_its_host() -> None:
    """Subdomains of a site are one."""
    assert site_of("https://news.example.com/a/1.html") == site_of("https://news.example.com/b/2.html")
    assert "m.example.com" == site_of("http://www.m.example.com/1")


def test_taking_story_lines_out_lowers_the_score() -> None:
    """The score is that of the lines that are left: a story without its second paragraph isn't whole."""
    whole = gold_page("a")

    assert story_f1(whole) > 0.9
    assert story_f1(whole, frozenset({whole.lines[4]})) < story_f1(whole)


def test_only_pages_with_a_sibling_count() -> None:
    """A page alone on its site shares lines with none."""
    assert [] == list(scores([gold_page("a"), gold_page("b")]))
    assert 2 == len(list(scores([gold_page("a", "版权所有"), gold_page("a", "联系我们")])))
