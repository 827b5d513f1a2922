"""The article row of a page."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from schemas.stages import DatedPage, SeparatedPage, StoryDate
from transforms.text.article import article_id, build_article, paragraph_spans

PARAGRAPHS = st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1), min_size=1).map(tuple)


@given(PARAGRAPHS)
def test_spans_are_the_paragraphs(paragraphs: tuple[str, ...]) -> None:
    """Each span cuts its paragraph out of the joined text, whatever is in it."""
    text = "\n".join(paragraphs)

    assert list(paragraphs) == [text[span.start : span.end] for span in paragraph_spans(paragraphs)]


def test_line_breaks_and_widths_make_no_other_story() -> None:
    """The id is of the story, not of how a site lays it out."""
    assert article_id("开工仪式,9日举行。\n到场200人。") == article_id("开工仪式，９日举行。 到场200人。")
    assert article_id("到场200人。") != article_id("到场201人。")


def test_an_article_carries_its_date_and_counts() -> None:
    """What the page and its date say is in the row; the length is in code points."""
    page = SeparatedPage("p" * 64, "a.txt", ("开工了。", "来了很多人。"), (), "开工", "text", "溪口发布", "来源:溪口发布", (), ())
    day = StoryDate(date(2025, 3, 2), "byline", "2025-03-02", date(2025, 3, 2), date(2025, 3, 2))
    article = build_article(DatedPage(page, day, ()))

    assert "开工了。\n来了很多人。" == article.text
    assert (11, 0, date(2025, 3, 2), "byline", "Hans") == (
        article.characters,
        article.teasers,
        article.published_date,
        article.date_source,
        article.script,
    )
