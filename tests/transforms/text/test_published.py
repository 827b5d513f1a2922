"""A story's own date: claims, what the story states, bounds, the year assumed."""

from datetime import date

import pytest

from schemas.stages import DateClaim, SeparatedPage, TeaserRow
from transforms.text.date_claims import ReadClaim, read_claim
from transforms.text.published import resolve_story_date
from transforms.text.resolve import resolve_date

STORY = ("村里修了路。",)
DAY = date(2024, 3, 5)


@pytest.mark.parametrize(
    "text",
    [
        "2024-03-05",
        "2024-3-5 08:20",
        "2024/03/05",
        "2024.03.05",
        "2024年3月5日 08:20",
        "2024 年 3 月 5 日",
        "发布时间：2024-03-05 08:20:11",
        "20240305",
        "20240305082011",
        "2024-03/05",
        "2024-03-05T08:20:11+08:00",
        "2024-03-05T00:20:11Z",
        "2024-03-04T16:30:00Z",
        "2024-03-05T23:30:00.000-0500",
        "1709598011",
        "1709598011000",
        "Tue, 05 Mar 2024 00:20:11 GMT",
        "March 5, 2024",
        "5 Mar 2024",
    ],
)
def test_read_claim(text: str) -> None:
    """Each way to write the day gives the day: as written with an offset, that of China for a moment in UTC."""
    assert ReadClaim(day=DAY) == read_claim(text)


@pytest.mark.parametrize(
    "text", ["0000-00-00 00:00:00", "1970-01-01", "2199-01-01", "2024-13-05", "昨天", "", "99-99", "9" * 300, "2024-02-30T00:00:00Z"]
)
def test_no_claim(text: str) -> None:
    """What is no day, or none on which a page of the Web can have been published, claims nothing."""
    assert ReadClaim() == read_claim(text)


def test_month_and_day() -> None:
    """A claim without a year keeps its month and day."""
    assert ReadClaim(month_day=(7, 1)) == read_claim("07-01 10:20") == read_claim("7月1日")


def test_order() -> None:
    """Metadata are believed before markup, byline and path, whatever their order; what can't be read is passed over."""
    claims = [
        DateClaim("path", "2024/0301"),
        DateClaim("byline", "2024-03-04"),
        DateClaim("markup", "2024-03-05"),
        DateClaim("metadata", "0000-00-00"),
    ]
    found = resolve_story_date(claims, STORY)

    assert (DAY, "markup", "2024-03-05", DAY, DAY) == (
        found.published_date,
        found.date_source,
        found.date_evidence,
        found.earliest_date,
        found.latest_date,
    )
    assert "byline" == resolve_story_date(claims[:2], STORY).date_source
    assert date(2024, 3, 1) == resolve_story_date(claims[:1], STORY).published_date


@pytest.mark.parametrize(
    "paragraph",
    ["本报2024年3月5日讯 村里修了路。", "新华社南京2024年3月5日电（记者某某）村里修了路。", "今天（2024年3月5日），村里修了路。", "2024年3月5日"],
)
def test_the_story_states_it(paragraph: str) -> None:
    """A dateline, today with its date in brackets, and a date that signs the story are its date."""
    found = resolve_story_date((), (paragraph,))

    assert (DAY, "text") == (found.published_date, found.date_source)


def test_a_year_is_taken_from_another_claim() -> None:
    """A byline without a year takes it from an address that gives the same month and day."""
    found = resolve_story_date([DateClaim("byline", "03-05 10:20"), DateClaim("path", "2024/03/05")], STORY)

    assert (DAY, "byline") == (found.published_date, found.date_source)
    assert "path" in (found.date_evidence or "")


def test_a_missing_year_stays_missing() -> None:
    """A dateline without a year gives no day; its words are the evidence."""
    found = resolve_story_date((), ("中新网3月5日电 村里修了路。",))

    assert (None, "none", "中新网3月5日电") == (found.published_date, found.date_source, found.date_evidence)


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("进入“十三五”，村里变了样。", date(2016, 1, 1), date(2020, 12, 31)),
        ("“十三五”以来，村里变了样。", date(2016, 1, 1), date(2020, 12, 31)),
        ("“十三五”收官之年，村里变了样。", date(2020, 1, 1), date(2020, 12, 31)),
        ("村里编制“十三五”规划。", None, None),
        ("路是2021年5月6日通的。", date(2021, 5, 6), None),
        ("2018年修桥，2019年修路。", date(2019, 1, 1), None),
        ("到2035年基本实现，2030年将建成。", None, None),
        ("6月1日修桥。", None, None),
        ("进入“十四五”，2023年路通了。", date(2023, 1, 1), date(2025, 12, 31)),
    ],
)
def test_bounds(text: str, earliest: date | None, latest: date | None) -> None:
    """A plan that is under way holds the story; what is told as past was before it; what is to come bounds nothing."""
    found = resolve_story_date((), (text,))

    assert (None, earliest, latest) == (found.published_date, found.earliest_date, found.latest_date)
    assert (found.date_evidence is not None) == (earliest is not None)


def test_the_latest_year_may_be_assumed() -> None:
    """On demand a month and day are taken for the latest before a known day, within the bounds, and the evidence says so."""
    story = ("中新网8月5日电 村里修了路。",)

    assert date(2023, 8, 5) == resolve_story_date((), story, date(2024, 3, 1)).published_date
    assert "assumed" in (resolve_story_date((), story, date(2024, 3, 1)).date_evidence or "")
    assert date(2020, 8, 5) == resolve_story_date((), (*story, "“十三五”以来变了样。"), date(2024, 3, 1)).published_date
    assert resolve_story_date((), story).published_date is None


def test_teasers_never_date_the_story() -> None:
    """A page's teasers become records with their own dates; the story's stays unknown."""
    row = TeaserRow("要闻 别处的事 2024-03-05", "要闻", "别处的事", None, "2024-03-05")
    page = SeparatedPage("p", "file:///a", STORY, (row,), None, None, None, None, (), ())
    found = resolve_date(page)

    assert (None, "none") == (found.date.published_date, found.date.date_source)
    assert [DAY] == [t.teaser_date for t in found.teasers]
    assert found.teasers[0].article_id
    assert resolve_date(SeparatedPage("p", "file:///a", (), (row,), None, None, None, None, (), ())).teasers[0].article_id is None
