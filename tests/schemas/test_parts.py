"""Into how many files a partition is cut, where, and how they are named."""

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.partitions import PARTITION_FILES, Grain
from schemas.parts import MOST_PARTS, MOST_ROWS, Part, are_hot, are_whole, digest_in, parse_part, part_name, part_names, parts_for

COUNTS = st.integers(1, 6).map(lambda power: 1 << power)
DIGEST = "0123456789abcdef" * 4


@settings(deadline=None)
@given(st.text(), COUNTS)
def test_every_key_lies_in_one_part(text: str, count: int) -> None:
    """Digests, and whatever else a key may be, belong to one range each, and a larger key never to an earlier one."""
    parts = [Part(number, count) for number in range(count)]
    for key in (hashlib.sha256(text.encode()).hexdigest(), text):
        assert sum(part.has(key) for part in parts) == 1
    low, high = sorted((text, hashlib.sha256(text.encode()).hexdigest()))
    assert [part.has(low) for part in parts].index(True) <= [part.has(high) for part in parts].index(True)


@given(st.integers(1, 1 << 40))
def test_as_few_files_as_hold_the_rows(rows: int) -> None:
    """The smallest power of two that leaves no file more rows than it may have on average, and no more than there may be."""
    count = parts_for("articles", rows)
    most = MOST_ROWS["articles"]
    assert count.bit_count() == 1
    assert count == MOST_PARTS or rows <= count * most
    assert count == 1 or rows > count // 2 * most


@settings(deadline=None)
@given(COUNTS, st.data(), st.sampled_from(list(Grain)))
def test_a_name_tells_its_part(count: int, data: st.DataObject, grain: Grain) -> None:
    """Read back from its name it is the same, in a lake partitioned so and in no other, and names sort as keys do."""
    part = Part(data.draw(st.integers(0, count - 1)), count)
    name = part_name(part, DIGEST, grain)
    assert [other for other in Grain if parse_part(name, other) == part] == [grain]
    assert digest_in(name) == DIGEST[:16]
    names = [part_name(Part(number, count), hashlib.sha256(bytes([number % 256])).hexdigest(), grain) for number in range(count)]
    assert part_names(reversed(names), grain) == names
    assert are_whole(names, grain)
    assert are_hot(names)
    assert not are_whole(names[1:], grain)


@pytest.mark.parametrize("grain", Grain)
def test_a_partition_with_one_file_has_no_digest_in_its_name(grain: Grain) -> None:
    """So lakes without a hot day look as they always have."""
    assert part_name(Part(), DIGEST, grain) == PARTITION_FILES[grain]
    assert parse_part(PARTITION_FILES[grain], grain) == Part()
    assert are_whole([PARTITION_FILES[grain]], grain)
    assert not are_hot([PARTITION_FILES[grain]])


@pytest.mark.parametrize(
    "name",
    [
        "part-0004-of-0004-0123456789abcdef.parquet",
        "part-0000-of-0003-0123456789abcdef.parquet",
        "part-0000-of-0001-0123456789abcdef.parquet",
        "part-0000-of-8192-0123456789abcdef.parquet",
        "part-0-of-4-0123456789abcdef.parquet",
        "part-0000-of-0004-0123456789ABCDEF.parquet",
        "part-0000-of-0004.parquet",
        "part-0000-of-0004-0123456789abcdef.parquet.tmp",
        "other.parquet",
    ],
)
def test_other_names_are_none(name: str) -> None:
    """A number out of range, a count that no partition has, other digits, another ending."""
    assert parse_part(name, Grain.DAY) is None
