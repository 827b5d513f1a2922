"""Signatures, and the similarity of stories told from them."""

import hashlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.text.signature import BINS, NUMBERS, SHINGLE, Signature, common_numbers, signature_of, similarity

STORY = (
    "沙溪镇的老渡口修好了，摆渡人梁望舒把木船重新刷了一遍桐油。他说，冬天水浅，船走得慢，可是对岸的孩子上学还得靠它。\n"
    "镇里出了12万元，乡亲们凑了8000元，工钱没有人肯要。元宵节那天，两岸的人都到河边来看新船下水。\n"
    "“我爷爷撑船，我爹撑船，我也撑船。”梁望舒把竹篙往岸上一点，船就离了岸。"
)
TEXTS = st.text(st.sampled_from("山水田林湖草沙人口手12，。 "), max_size=400)


def signed(text: str) -> Signature:
    """The signature of a text that has one."""
    signature = signature_of(text)
    assert signature is not None
    return signature


def jaccard(one: str, other: str) -> float:
    """The index that similarity estimates."""
    sets = [{text[at : at + SHINGLE] for at in range(len(text) - SHINGLE + 1)} for text in (one, other)]
    return len(sets[0] & sets[1]) / len(sets[0] | sets[1])


def test_a_signature_is_the_same_on_every_machine() -> None:
    """What an index holds doesn't depend on versions of libraries, hash seeds or byte order."""
    signature = signed(STORY)

    assert hashlib.sha256(signature.bins + signature.numbers).hexdigest()[:16] == "265ad2392fb4e78c"


@pytest.mark.parametrize(
    "other",
    [
        STORY.replace("\n", ""),
        STORY.translate({code: chr(code + 0xFEE0) for code in range(0x21, 0x7F)}),
        STORY.translate(str.maketrans("，“”", ",「」")),
        STORY.replace("镇", "鎮").replace("万", "萬").replace("个", "個").replace("来", "來"),
        f"  {STORY}　",
    ],
)
def test_looks_do_not_count(other: str) -> None:
    """Lines, widths, punctuation and script are not what a story is told by."""
    assert similarity(signed(STORY), signed(other)) == 1.0


def test_a_byline_and_an_editors_line_change_little() -> None:
    """A repost is very similar to its story."""
    repost = f"本报讯（记者 周晚晴）{STORY}\n（责任编辑：何松）"

    assert similarity(signed(STORY), signed(repost)) > 0.8


@pytest.mark.parametrize("encoding", ["gb18030", "cp1252", "latin-1"])
def test_a_wrong_reading_is_the_same_story(encoding: str) -> None:
    """UTF-8 that was read as another encoding is still similar to what it was."""
    assert similarity(signed(STORY), signed(STORY.encode().decode(encoding, "replace"))) > 0.5


def test_other_numbers_are_another_story() -> None:
    """A form filled in with other facts isn't the same story, however much of it is the same."""
    form = "因管网改造，自来水公司定于{}月{}日{}时起对{}号片区暂停供水，请用户提前储水，关好水龙头。不便之处敬请谅解，咨询电话{}。"

    assert similarity(signed(form.format(3, 5, 8, 12, 4401122)), signed(form.format(4, 17, 21, 6, 4403355))) == 0.0


def test_a_corrected_number_is_the_same_story() -> None:
    """One number of several may differ."""
    told = "今年种了30亩茶、45亩果树和12亩药材，收入28万元，带动61户乡亲。"

    assert similarity(signed(told), signed(told.replace("28万", "29万"))) > 0.5


def test_the_shortest_texts_have_no_signature() -> None:
    """A text without one shingle is similar to nothing."""
    assert signature_of("图片，新闻")
    assert signature_of("") is None
    assert signature_of("简讯。") is None


@given(TEXTS, TEXTS)
def test_similarity_has_no_direction(one: str, other: str) -> None:
    """Which of two stories came first doesn't show; a story is similar to itself wholly."""
    a, b = signature_of(one), signature_of(other)
    if a and b:
        assert similarity(a, b) == similarity(b, a)
        assert similarity(a, a) == 1.0


@given(st.integers(0, 2**32), st.floats(0.5, 0.95))
def test_the_estimate_is_near(seed: int, kept: float) -> None:
    """The share of equal bins lies within five standard errors of the Jaccard index."""
    letters = np.random.default_rng(seed).integers(0x4E00, 0x9FA5, 1600)
    one, other = ("".join(map(chr, part)) for part in (letters[:1000], letters[int(1000 * (1 - kept)) : int(1000 * (2 - kept))]))
    a, b = (np.frombuffer(signed(text).bins, "<u2") for text in (one, other))

    assert abs(np.mean(a == b) - jaccard(one, other)) < 5 * 0.5 / BINS**0.5


@given(st.sets(st.integers(0, 2**32 - 1), max_size=200), st.sets(st.integers(0, 2**32 - 1), max_size=200))
def test_common_numbers_of_few_are_counted(one: set[int], other: set[int]) -> None:
    """Where all numbers are kept the share is exact; it lies between 0 and 1 where they aren't."""
    a, b = (np.array(sorted(numbers)[:NUMBERS], "<u4").tobytes() for numbers in (one, other))
    share = common_numbers(a, b)

    assert 0 <= share <= 1
    assert share == common_numbers(b, a)
    if one and other and max(len(one), len(other)) < NUMBERS:
        assert share == len(one & other) / min(len(one), len(other))
