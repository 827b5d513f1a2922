"""A site's profile is found by where a page comes from."""

from datetime import date

import pytest

from schemas.sites import SiteProfile
from schemas.stages import DecodedPage, Page, PageHints, StoryContext
from transforms.text.extract import Extractor
from transforms.text.labels import labelled_rows
from transforms.text.separate import separate_story
from transforms.text.sites import site_of, with_site

SITES = (SiteProfile("a.cn"), SiteProfile("https://www.a.cn/news/"), SiteProfile("crawl/qz"))


@pytest.mark.parametrize(
    ("addresses", "prefix"),
    [
        (["https://www.a.cn/x.html"], "a.cn"),
        (["http://A.cn"], "a.cn"),
        (["https://a.cn/news/1.html"], "https://www.a.cn/news/"),
        (["https://a.cn/newspaper/1.html"], "a.cn"),
        (["https://a.cn.evil.com/"], None),
        (["https://b.cn/a.cn/"], None),
        (["./crawl/qz/1.html"], "crawl/qz"),
        (["crawl/qz#3"], "crawl/qz"),
        (["crawl/qzx/1.html"], None),
        (["https://a.cn/", "crawl/qz/2"], "crawl/qz"),
        ([], None),
    ],
)
def test_the_longest_prefix_counts(addresses: list[str], prefix: str | None) -> None:
    """By whole parts of URL or path, whatever the scheme."""
    found = site_of(addresses, SITES)

    assert prefix == (found.prefix if found else None)


def test_an_address_gives_the_date() -> None:
    """The URL's date before the path's; a date that the path gave otherwise stays where no pattern fits."""
    site = SiteProfile("a.cn", date_patterns=("/%Y%m/%d/", "t%Y%m%d"))
    read = Page("crawl/202501/01/x", b"", PageHints(url="https://a.cn/202502/03/x"))

    assert date(2025, 2, 3) == with_site(read, [site]).hints.path_date
    kept = Page("x", b"", PageHints(url="https://a.cn/x", path_date=date(2024, 1, 1)))
    assert date(2024, 1, 1) == with_site(kept, [site]).hints.path_date
    assert read == with_site(read, ())


def test_a_label_that_is_said_needs_no_second_row() -> None:
    """One row with a known word is a row; with another word it isn't."""
    lines = ["县城东边的老桥修好了,乡亲们都来看热闹。", "镜头 山村小学的孩子们第一次看见大海"]

    assert {} == labelled_rows(lines)
    assert {1: "镜头"} == labelled_rows(lines, ["镜头"])


def test_the_home_that_is_said_reaches_the_records() -> None:
    """我县 is the county that the user names."""
    story = [
        "今年以来,我县投资300万元修好了12座老桥,方便了沿线群众出行。",
        "副县长应知秋说,明年还要再修8座。",
        "一位老人说,这座桥等了十年,如今终于修好了。",
    ]
    text = "\n".join(["我县老桥修好了", "2025-03-04", *story])
    hints = PageHints(site=SiteProfile("a.cn", home="泰顺县"))
    separated = separate_story(DecodedPage("p", "u", text, markup=False, charset="utf-8", hints=hints))
    records = Extractor.load().extract("\n".join(separated.paragraphs), StoryContext(home=separated.home))

    assert "泰顺县" == separated.home
    assert {("应知秋", "泰顺县", "330329")} <= {(row.name, row.place, row.place_code) for row in records.people}
