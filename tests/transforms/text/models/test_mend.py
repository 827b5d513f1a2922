"""Mended labels."""

import pytest

from transforms.text.lexicon import Lexicons
from transforms.text.models.mend import Mender, repeat_names


@pytest.fixture(scope="module")
def mender() -> Mender:
    """A mender."""
    return Mender(Lexicons.load())


@pytest.mark.parametrize(
    ("text", "kind", "name", "wanted"),
    [
        ("湘潭市委召开会议", "organization", "湘潭市委", [("湘潭市", "place")]),
        ("秘鲁外交部部长", "organization", "秘鲁外交部部长", [("秘鲁外交部部长", "organization")]),
        ("哈马斯表示", "person", "哈马斯", [("哈马斯", "organization")]),
        ("到达秘鲁", "person", "秘鲁", [("秘鲁", "place")]),
        ("彭警官到场", "person", "彭警官", [("彭", "person")]),
        ("湖南省湘潭县举行", "place", "湖南省湘潭县", [("湖南省", "place"), ("湘潭县", "place")]),
        ("中秘两国", "place", "中秘", []),
        ("全国运动会开幕", "organization", "全国运动会", []),
    ],
)
def test_labels_are_mended(mender: Mender, text: str, kind: str, name: str, wanted: list[tuple[str, str]]) -> None:
    """Each systematic difference of the silver labels is mended."""
    start = text.index(name)
    _, labels = mender.sentence((text, [(start, start + len(name), kind)]))

    assert wanted == [(text[a:b], k) for a, b, k in labels]


def test_names_left_out_are_labelled_again() -> None:
    """A name labelled nearly everywhere is labelled where it was left out, a rare one is not."""
    labelled = [("卡齐米日说", [(0, 4, "person")])] * 9
    *_, (_, again) = repeat_names([*labelled, ("见卡齐米日", [])])
    *_, (_, rare) = repeat_names([labelled[0], ("见卡齐米日", [])])

    assert ([(1, 5, "person")], []) == (again, rare)
