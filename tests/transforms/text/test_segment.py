"""The two segmenters give the same words."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.text import segment
from transforms.text.segment import JiebaSegmenter, RustSegmenter, Segmenter

NEWS = """3月7日至9日,湖南省郴州市党政代表团来我县考察调研。县委书记龙小满主持座谈会,县长覃一鸣介绍了2022-11-03以来F-16、3.5%的情况。
全年完成投资12.6亿元,同比增长8.4%,带动就业2300余人(其中脱贫户1,204人);“双百”工程、C++培训、T恤车间等项目加快推进。
埃里克·冯·哈特曼说：“我第１次来，很高兴。”㐀㐁村、𠮷野家……x86_64\r\n--end--"""

ALPHABETS = st.one_of(
    st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF),
    st.characters(min_codepoint=0x3000, max_codepoint=0x4DBF),
    st.characters(min_codepoint=0x20000, max_codepoint=0x3FFFF, exclude_categories=["Cs"]),
    st.characters(min_codepoint=0xF900, max_codepoint=0xFFEF),
    st.characters(min_codepoint=0x09, max_codepoint=0x2FF),
    st.sampled_from("中国人民银行县委书记0123456789.%-+#&_ aZ\r\n"),
)


@pytest.fixture(scope="module")
def rust() -> Segmenter:
    """The fast segmenter."""
    pytest.importorskip("rjieba")
    return RustSegmenter()


@pytest.fixture(scope="module")
def jieba() -> Segmenter:
    """The reference."""
    return JiebaSegmenter()


def test_news_has_the_same_words(rust: Segmenter, jieba: Segmenter) -> None:
    """News with numbers, Latin words and rare ideographs is cut alike."""
    assert jieba.cut(NEWS) == rust.cut(NEWS)


@settings(max_examples=400, deadline=None)
@given(st.text(ALPHABETS, max_size=30))
def test_random_strings_have_the_same_words(rust: Segmenter, jieba: Segmenter, text: str) -> None:
    """Strings over all of Unicode's CJK, Latin and punctuation are cut alike, and nothing of them is lost."""
    words = rust.cut(text)

    assert jieba.cut(text) == words
    assert text == "".join(words)


def pieces(chance: random.Random) -> str:
    """Up to 20 pieces: characters of all of Unicode's CJK and of what lies between, and snippets that the two once cut differently."""
    blocks = ((0x4E00, 0x9FFF), (0x3000, 0x4DBF), (0xF900, 0xFAFF), (0xFE30, 0xFFEF), (0x20000, 0x323AF), (0x09, 0x2FF), (0x2000, 0x2BFF))
    snippets = ("中国人民银行", "3.5%", "F-16", "x86_64", "C++", "2022-11-03", "1,204", "T恤", "１２", "\r\n")
    return "".join(
        chance.choice(snippets) if chance.random() < 0.1 else chr(chance.randint(*chance.choice(blocks))) for _ in range(chance.randint(1, 20))
    )


@pytest.mark.parametrize("count", [20_000, pytest.param(1_000_000, marks=pytest.mark.slow)])
def test_many_random_strings_have_the_same_words(rust: Segmenter, jieba: Segmenter, count: int) -> None:
    """A million strings over all of Unicode's CJK are cut alike."""
    chance = random.Random(count)
    texts = (pieces(chance) for _ in range(count))
    assert [] == [text for text in texts if rust.cut(text) != jieba.cut(text)]


def test_tags_come_with_the_same_words(rust: Segmenter, jieba: Segmenter) -> None:
    """Both segmenters tag the words that they cut, dictionary words alike."""
    for segmenter in (rust, jieba):
        words, tags = segmenter.tag(NEWS)
        assert jieba.cut(NEWS) == words
        assert ("湖南省", "ns") in zip(words, tags, strict=True)


def test_a_words_tag_does_not_depend_on_what_was_read_before(rust: Segmenter) -> None:
    """Tags that are kept at hand are those that the dictionary gives in each text by itself, also of words that alone are cut in two."""
    reference = pytest.importorskip("rjieba")
    texts = ("两国元首会谈。", "何立峰说，", "中两国", "不忘初心", "、", "两国", "何立峰", "初心", "程虹")

    for text in (*texts, *reversed(texts)):
        assert reference.tag(text) == list(zip(*rust.tag(text), strict=True))


def test_jieba_is_the_fallback(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without rjieba the segmenter is jieba itself."""
    monkeypatch.setattr(segment, "rjieba", None)

    assert isinstance(segment.load_segmenter(), JiebaSegmenter)


def test_jieba_writes_no_cache_and_no_message(jieba: Segmenter, capfd: pytest.CaptureFixture[str]) -> None:
    """The fallback says nothing, and marks itself ready without jieba's own start-up, which writes a cache file."""
    fresh = JiebaSegmenter()

    assert fresh.cut("中国") == jieba.cut("中国")
    assert capfd.readouterr() == ("", "")
