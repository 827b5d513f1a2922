"""The parts that the report is made of, each by itself."""

import re
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.explaining import explained_pages
from pipeline.report.account import head
from pipeline.report.charts import HEIGHT, columns, nice_top, stacked
from pipeline.report.doubts import BESIDE, Doubt, doubts_in, page_doubts, weight
from pipeline.report.facts import Mark, Piece, ViewLine
from pipeline.report.folding import LONG, folded, record_rows
from pipeline.report.heavy import Commonest
from pipeline.report.marks import marks_of, pieces
from pipeline.report.periods import MOST, timeline
from pipeline.report.words import load_words
from schemas.inputs import ReadRules
from schemas.stages import DatedPage, Line
from tests.helpers import REPOSITORY
from transforms.text import kinds

SAMPLE = REPOSITORY / "pipeline" / "sample" / "pages"
DAYS = st.dictionaries(
    st.tuples(st.dates(date(1990, 1, 1), date(2100, 12, 31)), st.sampled_from(["byline", "metadata"])), st.integers(1, 1000), max_size=40
)
TEXT = "柳溪县委书记麦小禾说，今年投资860万元。"


def mark(start: int, end: int, kind: str = "person", told: tuple[tuple[str, str], ...] = ()) -> Mark:
    """A mark over TEXT."""
    return Mark(kind, start, end, TEXT[start:end], told)


@settings(deadline=None)
@given(DAYS)
def test_a_timeline_keeps_every_story_and_has_no_gap(days: dict[tuple[date, str], int]) -> None:
    """Stories in the columns and those told to lie outside are all; the columns are few and follow one another."""
    line = timeline(days)
    inside = sum(sum(period.stories.values()) for period in line.periods)

    assert sum(days.values()) == inside + line.before + line.after
    assert len(line.periods) <= MOST
    assert [period.name for period in line.periods] == sorted({period.name for period in line.periods})


def test_a_timeline_is_as_fine_as_it_can_be() -> None:
    """Two months of days are days, three years are months, a century is years."""
    spans = {"day": 61, "month": 3 * 365, "year": 60 * 365}
    first = date(1990, 1, 1)

    assert list(spans) == [timeline({(first, "byline"): 1, (first + timedelta(days), "byline"): 1}).unit for days in spans.values()]


def test_a_few_stories_far_away_do_not_flatten_the_others() -> None:
    """One story of 1991 among a thousand of a month is told and left out of the chart."""
    days = {(date(2026, 11, day), "byline"): 50 for day in range(1, 29)} | {(date(1991, 1, 1), "path"): 1}
    line = timeline(days)

    assert ("day", 1, 0) == (line.unit, line.before, line.after)
    assert "2026-11-01" == line.periods[0].name


def test_no_stories_make_no_columns() -> None:
    """A lake without a dated story has an empty chart."""
    assert () == timeline({}).periods == columns(()).columns


@settings(deadline=None)
@given(DAYS)
def test_columns_are_as_high_as_their_stories(days: dict[tuple[date, str], int]) -> None:
    """Each column's blocks stand on one another, none is higher than the chart, and the highest fills at least a third of it."""
    chart = columns(timeline(days).periods)
    tops = [min(float(block.y) for block in column.blocks) for column in chart.columns if column.blocks]

    assert all(0 <= top <= HEIGHT for top in tops)
    assert not tops or min(tops) <= HEIGHT * 0.65
    assert all(float(column.middle.rstrip("%")) <= 100 for column in chart.columns)


@pytest.mark.parametrize(("value", "top"), [(0, 1), (1, 1), (2, 2), (3, 5), (5, 5), (6, 10), (11, 20), (999, 1000), (1_000_001, 2_000_000)])
def test_charts_end_at_a_round_number(value: int, top: int) -> None:
    """The least of 1, 2, 5, 10, 20 and so on that isn't below."""
    assert top == nice_top(value)


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 10**6)), max_size=9))
def test_a_bar_is_filled_to_its_end(parts: list[tuple[str, int]]) -> None:
    """The widths of its parts are a whole, and none is empty."""
    widths = [float(block.width.rstrip("%")) for block in stacked(parts)]

    assert not widths or abs(sum(widths) - 100) < 0.1
    assert len(widths) == sum(1 for _, number in parts if number)


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 22), st.integers(0, 22)).map(sorted), max_size=8))
def test_pieces_are_the_line(edges: list[list[int]]) -> None:
    """Whatever marks lie over a line, nested or crossed, its pieces are its characters in order, and each lies under the marks that cover it."""
    marks = [mark(*pair) for pair in edges]
    found = pieces(TEXT, 0, marks)
    place = 0
    for piece in found:
        covering = {one for one in marks if one.start <= place and place + len(piece.text) <= one.end}
        assert set(piece.marks) == {one for one in covering if one.start < one.end}
        place += len(piece.text)

    assert TEXT == "".join(piece.text for piece in found)


def test_marks_of_other_lines_are_left_alone() -> None:
    """A line that begins later in the story takes only what lies over it, by the story's offsets."""
    assert (Piece("麦小禾", (mark(6, 9),)), Piece("说")) == pieces("麦小禾说", 6, [mark(0, 3), mark(6, 9), mark(14, 18)])


def test_a_record_tells_what_was_read() -> None:
    """Titles, places, values without idle zeros; one mark for each mention."""
    spans = [{"start": 6, "end": 9}, {"start": 0, "end": 3}]
    person = {"name": "麦小禾", "titles": ["书记", "县长"], "organization": None, "place": "柳溪县", "spans": spans}

    quantity = {"value": Decimal("8600000.000"), "value_max": None, "unit": "CNY", "dimension": "money", "bound": "exact", "start": 15, "end": 20}
    marks = [*marks_of("people", person, TEXT), *marks_of("quantities", quantity, TEXT)]

    assert ["麦小禾", "柳溪县", "860万元"] == [one.text for one in marks]
    assert ["麦小禾 · 书记、县长 · 柳溪县"] * 2 + ["8600000 · CNY · 金额 · 确数"] == [load_words("zh").told(one) for one in marks]


@pytest.mark.parametrize(
    ("data", "shown"), [(b"", ""), ("空　页\n".encode(), "空 页"), (b"\xff\xd8\xff\xe0\0\x10JFIF", "ff d8 ff e0 00 10 4a 46 49 46")]
)
def test_the_beginning_of_a_dead_page_is_text_or_digits(data: bytes, shown: str) -> None:
    """Bytes that are no text are shown as such."""
    assert shown == head(data)


def test_a_page_cut_within_a_character_is_still_text() -> None:
    """A cap on bytes may halve the last character."""
    assert "正文" * 26 + "正" == head(("正文" * 60).encode())


def line(role: str, text: str) -> Line:
    """A line of a page."""
    return Line(text, role, "")


SENTENCE = "全镇上下要把这件事情办好办实，让群众得到看得见摸得着的好处，一件接着一件办，办到大家心里。"


@pytest.mark.parametrize(
    ("lines", "doubts"),
    [
        ([line("story", SENTENCE), line("other", SENTENCE)], (Doubt.LEFT_OUT,)),
        ([line("story", SENTENCE), *[line("nav", "首页")] * BESIDE, line("other", SENTENCE)], ()),
        ([line("story", SENTENCE), line("teaser", SENTENCE)], ()),
        ([line("story", SENTENCE), line("other", SENTENCE[:20] + "。")], ()),
        ([line("story", "短。"), line("teaser", SENTENCE)], (Doubt.SMALL_SHARE,)),
        ([line("story", SENTENCE)], ()),
    ],
)
def test_a_page_gives_rise_to_doubts(lines: list[Line], doubts: tuple[Doubt, ...]) -> None:
    """A sentence left out beside the story, and a story that is a small part of its page."""
    assert doubts == page_doubts(lines)


def test_doubts_come_from_the_weightiest() -> None:
    """A mask's doubts are in the order of their weights, which add up."""
    every = doubts_in((1 << len(Doubt)) - 1)

    assert tuple(Doubt) == every
    assert [weight([one]) for one in every] == sorted((weight([one]) for one in every), reverse=True)
    assert weight(every) == sum(weight([one]) for one in every)


@settings(deadline=None)
@given(st.lists(st.sampled_from("abcdefgh"), max_size=60))
def test_the_commonest_are_exact_until_there_are_too_many(values: list[str]) -> None:
    """Counts are exact while all values fit; beyond, none is too high, and it is told."""
    exact, small = Commonest[str](), Commonest[str](kept=4)
    for value in values:
        exact.add([(value, 1)])
        small.add([(value, 1)])
    counts = Counter(values)

    assert dict(exact.items()) == counts
    assert not exact.rounded
    assert small.rounded == (len(counts) > 4)
    assert all(count <= counts[value] for value, count in small.items())


def test_equal_counts_are_in_order_of_names() -> None:
    """The report doesn't follow the order in which names were met."""
    counts = Commonest[str]()
    counts.add([("b", 1), ("a", 1), ("c", 2)])

    assert (("c", 2), ("a", 1), ("b", 1)) == counts.top(9)


def test_long_menus_are_folded() -> None:
    """Six lines of navigation in a row are folded, five aren't, and no line is lost."""
    lines = [ViewLine(role, "", ()) for role in [*["nav"] * LONG, "story", *["footer"] * (LONG - 1)]]
    stretches = list(folded(lines))

    assert [True, False, False] == [stretch.fold for stretch in stretches]
    assert lines == [one for stretch in stretches for one in stretch.lines]


def test_records_told_alike_are_one_row() -> None:
    """Mentions of one person are counted, in the order of the first."""
    marks = [mark(6, 9, told=(("", "x"),)), mark(0, 3), mark(6, 9, told=(("", "x"),))]

    assert [("麦小禾", 2), ("柳溪县", 1)] == [(row.mark.text, row.times) for row in record_rows(marks)]


def test_every_reason_for_a_line_is_told_in_chinese() -> None:
    """Of each kind of line and of whatever `explain` puts around it, on the bundled pages; a reason that nobody knows stays as it is."""
    words = load_words("zh")
    kinds_reasons = {kind.reason for kind in vars(kinds).values() if isinstance(kind, kinds.Kind)}
    pages = [each for path in sorted(SAMPLE.iterdir()) for each in explained_pages(str(path), ReadRules(), None)]
    reasons = {line.reason for each in pages if isinstance(each, DatedPage) for line in each.page.lines}

    assert len(reasons) > 20
    assert [] == [reason for reason in sorted(kinds_reasons | reasons) if re.search("[a-z]{2}", words.why(reason))]
    assert "其他文章的条目：只有日期；在连续的正文行中" == words.why("row of another story: nothing but a date; in the run of story lines")
    assert "no such reason" == words.why("no such reason")
    assert kinds.DATE.reason == load_words("en").why(kinds.DATE.reason)
