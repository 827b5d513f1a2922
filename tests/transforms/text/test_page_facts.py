"""What metadata say of a story, whatever way they say it, and nothing that they don't."""

import pytest

from transforms.text.html import html_blocks
from transforms.text.page_facts import PageFacts
from transforms.text.parts import stated_authors, stated_source, without_site


def facts(html: str, address: str | None = None) -> PageFacts:
    """The facts of a page."""
    return html_blocks(html, address).facts


@pytest.mark.parametrize(
    "meta",
    [
        '<meta property="article:published_time" content="2024-03-01T08:00:00+08:00">',
        '<meta name="PubDate" content="2024-03-01T08:00:00+08:00">',
        '<META NAME=publishdate CONTENT="2024-03-01T08:00:00+08:00">',
        "<meta itemprop='datePublished' content='2024-03-01T08:00:00+08:00'>",
        '<meta property="og:release_date" content="2024-03-01T08:00:00+08:00">',
        '<meta name="DC.date.issued" content="2024-03-01T08:00:00+08:00">',
        '<meta name="dcterms.created" content="2024-03-01T08:00:00+08:00">',
        '<meta property="article:create_at" content="2024-03-01T08:00:00+08:00">',
        '<script type="application/ld+json">[{"@type":"NewsArticle","datePublished" : "2024-03-01T08:00:00+08:00",}]</script>',
        '<script type="application/ld+json">{broken "datePublished":"2024-03-01T08:00:00+08:00"</script>',
    ],
)
def test_ways_to_state_the_day(meta: str) -> None:
    """The value is given as found, from metadata."""
    assert [(claim.source, claim.text) for claim in facts(meta).dates] == [("metadata", "2024-03-01T08:00:00+08:00")]


@pytest.mark.parametrize(
    "meta",
    [
        '<meta property="article:modified_time" content="2024-03-01">',
        '<meta name="lastupdate" content="2024-03-01">',
        '<meta name="publishedtype" content="1">',
        '<meta name="expires" content="2024-03-01">',
        '<meta name="epoch-publish-date" content="1529283660000">',
        '<meta name="publishdate" content="">',
        '<meta name="publishdate" content="unknown">',
        '<time class="updated" datetime="2024-03-01">',
    ],
)
def test_other_dates_are_no_claims(meta: str) -> None:
    """Changes, ends, types and empty values say nothing of the day of publication."""
    assert facts(meta).dates == ()


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("https://example.org/2024/03/01/story.html", "2024/03/01"),
        ("https://example.org/news/202403/01/c_1.htm", "202403/01"),
        ("https://example.org/20240301/1.shtml", "20240301"),
        ("https://example.org/c/2024-3-1/1.html", "2024-3-1"),
        ("https://20240301.example.org/a", None),
        ("https://example.org/?d=20240301", None),
        ("https://example.org/a/20241350/1", None),
        ("https://example.org/id/1202403014", None),
    ],
)
def test_a_day_in_the_address(address: str, found: str | None) -> None:
    """Only in the path, and only what can be a day."""
    claims = facts("<p>x", address).dates

    assert [claim.text for claim in claims if claim.source == "path"] == ([found] if found else [])


@pytest.mark.parametrize(
    ("title", "story"),
    [
        ("开放日活动举行_青石新闻网", "开放日活动举行"),
        ("开放日活动举行 - 要闻 - 青石县人民政府", "开放日活动举行"),
        ("开放日活动举行--时政--青石网", "开放日活动举行"),
        ("开放日活动举行｜青石日报", "开放日活动举行"),
        ("2024-25赛季开幕", "2024-25赛季开幕"),
        ("A well-known clinic opens | The Greenford Post", "A well-known clinic opens"),
    ],
)
def test_a_title_without_its_site(title: str, story: str) -> None:
    """The site's and the section's names come off; signs inside a title stay."""
    assert without_site(title) == story


def test_source_and_author() -> None:
    """Marks before a name come off; sites, addresses and accounts are no authors."""
    stated = facts('<meta name="source" content="来源：青石日报"><meta name="author" content="周小满">')
    assert stated_source(stated) == ("青石日报", "meta source")
    assert [(byline.role, byline.name, byline.evidence) for byline in stated_authors(stated)] == [("作者", "周小满", None)]
    for name in ("admin", "https://example.org/u/1", "青石网", "12345"):
        assert stated_authors(facts(f'<meta property="og:site_name" content="青石网"><meta name="author" content="{name}">')) == ()


def test_a_lone_surrogate_does_not_come_in() -> None:
    """JSON can write half of a pair; such a value is left out."""
    assert facts('<script type="application/ld+json">{"headline":"\\ud83d x"}</script>').titles == ()
