"""The records of the lake: one frozen dataclass a table, each the only field list of its table.

Offsets are code-point offsets into `articles.text`, end exclusive, and `text[start:end]` is the surface form.
Lists are `list` and not `tuple` because Beam's coders and Avro give lists back.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from schemas.columns import column


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the story's text."""

    start: int = column("First code point, counted from the start of articles.text.")
    end: int = column("One past the last code point.")


@dataclass(frozen=True, slots=True)
class Byline:
    """One person or body credited for a story."""

    role: str = column("The role as the page words it, such as 编辑, 记者 or 来源.")
    name: str = column("The name as the page writes it.")
    evidence: str | None = column("The line of the page that it was read from; NULL where it came from markup without text.")


@dataclass(frozen=True, slots=True)
class Article:
    """One story."""

    article_id: str = column("SHA-256 of the normalised story text, in hexadecimal: the same story has one id wherever it was crawled.")
    page_id: str = column("SHA-256 of the bytes of the page whose metadata the story carries, in hexadecimal.")
    source_uri: str = column("Where that page was read; a member of an archive or a line of a file follows after #.")
    title: str | None = column("The story's headline; NULL where the page gives none.")
    title_source: str | None = column("Where title comes from: metadata, markup or text.")
    text: str = column("The story's paragraphs joined by one newline: no title, byline, caption list, teaser or footer in it.")
    paragraphs: list[Span] = column("Where each paragraph lies in text.")
    published_date: date | None = column("The story's own date; NULL where the page doesn't give it.")
    date_source: str = column("Where published_date comes from: metadata, markup, byline, text, path or none.")
    date_evidence: str | None = column("The words that published_date or its bounds rest on.")
    earliest_date: date | None = column("No earlier than this day was the story published, as far as its page tells.")
    latest_date: date | None = column("No later than this day was the story published, as far as its page tells.")
    source_name: str | None = column("The medium that the page names as the story's source.")
    source_evidence: str | None = column("The line, or the metadata's key, that source_name was read from.")
    bylines: list[Byline] = column("Who is credited, in the page's order.")
    script: str = column("ISO 15924 code of the text's script: Hans, Hant, Jpan, Kore, Latn, or Zyyy where it can't be told.")
    characters: int = column("Length of text in code points.")
    teasers: int = column("How many teaser rows of other stories the page showed.")
    duplicates: list[str] = column("source_uri of every other page that gives the same story, sorted.")
    pipeline_version: str = column("The version of zhengwen that made the row.")


@dataclass(frozen=True, slots=True)
class Teaser:
    """A row that a page shows for another story."""

    page_id: str = column("SHA-256 of the page's bytes, in hexadecimal.")
    article_id: str | None = column("The page's own story; NULL on an index, a page without one.")
    position: int = column("The row's place among the page's teasers, from 0.")
    text: str = column("The row as it stands on the page.")
    label: str | None = column("The category word before the title, such as 要闻.")
    title: str | None = column("The other story's title; NULL where the row has none.")
    caption: str | None = column("A photo caption glued to the title, where the row itself tells the two apart.")
    teaser_date: date | None = column("The row's date; NULL where it gives none, no year, or one relative to the day of the crawl.")
    date_text: str | None = column("The row's date as the page writes it.")
    earliest: str | None = column("First day that date_text can mean, as YYYY-MM-DD, or as --MM-DD where its year is unknown.")
    latest: str | None = column("Last day that date_text can mean, in the same form.")
    source_uri: str = column("Where the page was read.")


@dataclass(frozen=True, slots=True)
class Person:
    """A person in a story."""

    article_id: str = column("The story.")
    published_date: date | None = column("The story's own date.")
    name: str = column("The person's name, in its fullest form in the story.")
    titles: list[str] = column("The offices and titles that the story gives the person, each once, in its order.")
    organization: str | None = column("The organisation in which the person holds the first office.")
    place: str | None = column("The place over which the person holds office, said or inherited within a list.")
    place_code: str | None = column("That place's GB/T 2260 code, where the text decides it.")
    spans: list[Span] = column("Every mention of the person's name.")


@dataclass(frozen=True, slots=True)
class Organization:
    """An organisation in a story."""

    article_id: str = column("The story.")
    published_date: date | None = column("The story's own date.")
    name: str = column("The organisation's name as the story writes it.")
    kind: str = column("government, party, company, school, hospital, media, military, sport, court or other.")
    place: str | None = column("The place that its name starts with.")
    place_code: str | None = column("That place's GB/T 2260 code, where the text decides it.")
    spans: list[Span] = column("Every mention.")


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a story."""

    article_id: str = column("The story.")
    published_date: date | None = column("The story's own date.")
    name: str = column("The place's name as the story writes it.")
    level: str = column("country, province, city, county, town, village, site, region or other.")
    code: str | None = column("GB/T 2260 code of the division, where the text decides it.")
    province: str | None = column("The province that it lies in, where known.")
    city: str | None = column("The prefecture-level division that it lies in, where known.")
    county: str | None = column("The county-level division that it lies in, where known.")
    spans: list[Span] = column("Every mention.")


@dataclass(frozen=True, slots=True)
class DateExpression:
    """An expression of time in a story."""

    article_id: str = column("The story.")
    published_date: date | None = column("The story's own date.")
    text: str = column("The expression as the story writes it.")
    start: int = column("First code point of the expression.")
    end: int = column("One past its last code point.")
    kind: str = column("day, range, week, month, quarter, year, period, festival, time or relative.")
    earliest: str | None = column("First day meant, as YYYY-MM-DD, or --MM-DD where the year is unknown; NULL where nothing is known.")
    latest: str | None = column("Last day meant, in the same form.")
    precision: str = column("day, week, month, quarter, year, decade or period: how finely the expression tells the time.")
    basis: str = column("What the value rests on: text, published_date, context or none.")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A quantity in a story."""

    article_id: str = column("The story.")
    published_date: date | None = column("The story's own date.")
    text: str = column("The quantity as the story writes it.")
    start: int = column("First code point.")
    end: int = column("One past the last code point.")
    value: Decimal | None = column("The value in `unit`, scaled (29300万元 is 293000000 CNY); a range's lower end. NULL where it doesn't fit.")
    value_max: Decimal | None = column("A range's upper end.")
    unit: str = column("The unit; ISO 4217 for money, % for percentages.")
    dimension: str = column("money, count, percent, length, area, weight, duration, speed or other.")
    bound: str = column("exact, approx, at_least, at_most or range.")


@dataclass(frozen=True, slots=True)
class Quote:
    """A saying, or a quoted term."""

    article_id: str = column("The story.")
    published_date: date | None = column("The story's own date.")
    kind: str = column("saying (somebody says it) or term (a name in quotation marks).")
    speaker: str | None = column("Who says it, as the story writes it.")
    speaker_title: str | None = column("The speaker's title, where the story gives one.")
    verb: str | None = column("The verb of saying.")
    verb_start: int | None = column("First code point of the verb.")
    text: str = column("What is said, or the term.")
    start: int = column("First code point of text.")
    end: int = column("One past its last code point.")
    direct: bool = column("Whether it stands in quotation marks.")


@dataclass(frozen=True, slots=True)
class NearDuplicate:
    """A story that is nearly another one: a repost, a version with a byline more or a paragraph less, or read in the wrong encoding."""

    article_id: str = column("The story.")
    published_date: date | None = column("The story's own date.")
    group_id: str = column("Equal for stories that are nearly the same, directly or through others: the smallest article_id among them.")
    nearest_id: str = column("article_id of the story that it is most similar to.")
    similarity: float = column("To that one, from 0.5 to 1: the Jaccard index of their 4-letter shingles, estimated to within .03 (standard error).")


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A page, or a source, that could not be taken in."""

    page_id: str = column("SHA-256 of the page's bytes, in hexadecimal; of what could be read of them where reading failed.")
    source_uri: str = column("Where it was read.")
    reason: str = column("One of the reasons of schemas.reasons.")
    detail: str = column("What was wrong, in words that help to mend it.")
    size: int = column("The page's size in bytes, as far as it was read.")
    data: bytes = column("The page's first bytes, up to a cap.")
