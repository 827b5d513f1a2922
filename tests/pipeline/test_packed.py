"""Sources that are packed are the sources that were given, in a fraction of their memory."""

import tracemalloc
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import packed
from pipeline.packed import PackedSources, sorted_by_uri
from schemas.inputs import Source

SOURCES = st.lists(
    st.builds(Source, st.sampled_from("abcdefgh"), st.text(max_size=3), st.integers(0, 1 << 60), st.integers(0), st.none() | st.text())
)


@given(SOURCES)
def test_what_goes_in_comes_out(sources: list[Source]) -> None:
    """In the same order, as often as it is asked for; also paths with lone surrogates, as undecodable names have them."""
    odd = Source("%FF.txt", "/pages/\udcff.txt", 1, 1, None, 3, 9)
    held = PackedSources([*sources, odd])
    assert list(held) == list(held) == [*sources, odd]
    assert len(held) == len(sources) + 1
    assert odd in held


@pytest.mark.parametrize("at_once", [1, 3, 1000])
def test_sorted_each_once(at_once: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many are sorted at a time: by URI, and of several with one URI the last."""
    monkeypatch.setattr(packed, "SORTED_AT_ONCE", at_once)

    @given(SOURCES)
    def check(sources: list[Source]) -> None:
        last = {source.uri: source for source in sources}
        assert list(sorted_by_uri(iter(sources))) == [last[uri] for uri in sorted(last)]

    check()


def test_they_take_few_bytes_each() -> None:
    """A million files are found in some dozens of megabytes: less than 60 bytes each, where objects take 400."""

    def found() -> Iterator[Source]:
        for number in range(20_000):
            uri = f"crawl/2031-05/{number % 97:02}/www.qingxi-news.example_{number * 7919 % 20_000:08}.html"
            yield Source(uri, f"/srv/data/{uri}", 20_000 + number % 999, 1_900_000_000_000_000_000 + number * 1_234_567)

    tracemalloc.start()
    held = sorted_by_uri(found())
    size, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert size / len(held) < 60
