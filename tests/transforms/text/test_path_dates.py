"""A date in a path."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.text.path_dates import compiled_path_date, path_date


@pytest.mark.parametrize(
    ("path", "pattern", "expected"),
    [
        ("/crawl/2024/05/01/a.html", "%Y/%m/%d", date(2024, 5, 1)),
        ("/crawl/2024/5/1/a.html", "%Y/%m/%d", date(2024, 5, 1)),
        ("/crawl/20240501/a.html", "%Y%m%d", date(2024, 5, 1)),
        ("/crawl/20240501123/a.html", "%Y%m%d", None),
        ("/2023/01/02/mirror/2024/05/01/a.html", "%Y/%m/%d", date(2024, 5, 1)),
        ("/2024/05/01/2024/13/41.html", "%Y/%m/%d", date(2024, 5, 1)),
        ("t240501_1.txt", "t%y%m%d_", date(2024, 5, 1)),
        ("t990501_1.txt", "t%y%m%d_", date(1999, 5, 1)),
        ("01.05.2024.txt", "%d.%m.%Y", date(2024, 5, 1)),
        ("01x05x2024.txt", "%d.%m.%Y", None),
        ("2024年5月1日.txt", "%Y年%m月%d日", date(2024, 5, 1)),
        ("a.txt", "%Y/%m/%d", None),
    ],
)
def test_last_date_of_the_form_counts(path: str, pattern: str, expected: date | None) -> None:
    """The last date that is on the calendar is taken, and no part of a longer number."""
    assert path_date(path, pattern) == expected


@pytest.mark.parametrize("pattern", ["%Y/%m", "%Y/%m/%d/%H", "news", "%Y%Y%m%d", "%Y%y%m%d", "%m/%d", "100%"])
def test_pattern_without_a_day_is_refused(pattern: str) -> None:
    """The message says what a pattern needs."""
    with pytest.raises(ValueError, match="%Y/%m/%d"):
        compiled_path_date(pattern)


@given(st.dates(date(1000, 1, 1), date(2999, 12, 31)), st.sampled_from(["%Y/%m/%d", "%Y%m%d", "%d-%m-%Y", "a(%Y)[%m].%d+"]))
def test_written_dates_are_read(day: date, pattern: str) -> None:
    """What strftime writes is read back."""
    assert path_date(f"/x/{day.strftime(pattern)}/y.html", pattern) == day
