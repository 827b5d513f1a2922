"""A story's records: the composition of the finders."""

from collections.abc import Sequence
from dataclasses import dataclass

from schemas.records import Quantity, Quote
from schemas.stages import DatedPage, ExtractedPage, StoryContext, StoryRecords
from transforms.text.added import find_added
from transforms.text.article import build_article
from transforms.text.dates import find_dates
from transforms.text.flat import flatten
from transforms.text.names import NameFinder
from transforms.text.numerals import HAN_DIGITS
from transforms.text.quantities import find_quantities
from transforms.text.quotes import find_quotes


@dataclass(frozen=True, slots=True)
class Extractor:
    """What extraction needs loaded: built once a worker."""

    names: NameFinder

    @classmethod
    def load(cls) -> "Extractor":
        """Load the packaged lexicons and model."""
        return cls(NameFinder.load())

    def extract(self, text: str, context: StoryContext) -> StoryRecords:
        """What a story's text says, as records.

        Args:
            text: The story's paragraphs, joined by one newline.
            context: What is known of the story besides; its article_id and published_date are every record's.
        """
        names = self.names.find(text, context)
        quotes = find_quotes(text, context, names.people)
        flat = flatten(text)
        return StoryRecords(
            people=names.people,
            organizations=names.organizations,
            places=names.places,
            dates=find_dates(text, context, flat),
            quantities=_outside_terms(find_quantities(text, context, flat), quotes),
            quotes=quotes,
            title_spans=names.title_spans,
            added=find_added(text, context),
        )


def _outside_terms(quantities: Sequence[Quantity], quotes: Sequence[Quote]) -> tuple[Quantity, ...]:
    """The quantities without the counts within a quoted term, but for one numeral by itself: a slogan's number (“三大行动”) is a part of its name."""
    inside = {position for quote in quotes if quote.kind == "term" and quote.text not in HAN_DIGITS for position in range(quote.start, quote.end)}
    return tuple(row for row in quantities if row.dimension != "count" or row.start not in inside)


def extract_page(dated: DatedPage, extractor: Extractor) -> ExtractedPage:
    """All that a page gives: its article and the article's records, or neither on an index, and its teasers."""
    page = dated.page
    if not page.paragraphs:
        return ExtractedPage(page.page_id, page.source_uri, None, StoryRecords(), dated.teasers)
    article = build_article(dated)
    context = StoryContext(article.article_id, article.published_date, article.title, article.source_name, page.home)
    return ExtractedPage(page.page_id, page.source_uri, article, extractor.extract(article.text, context), dated.teasers)
