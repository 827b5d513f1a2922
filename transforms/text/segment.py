"""Words of Chinese text: jieba's own tokens, from its Rust twin where that is installed. The only file that imports either."""

import re
from typing import Any, Protocol

try:
    import rjieba
except ImportError:  # no wheel for this platform: jieba itself does the work, about ten times as slowly
    rjieba = None  # type: ignore[assignment] # a module or nothing

Tagged = tuple[str, str]
"""A word and its part of speech as jieba's dictionary gives it (nr person, ns place, nt body, x punctuation, eng Latin)."""

RARE_HAN = re.compile("[\u3400-\u4dbf\u9fd6-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
"""Ideographs outside the range that jieba segments (U+4E00 to U+9FD5): jieba gives each as a token of its own, rjieba does not."""

JOINED = re.compile(r"[a-zA-Z0-9+#&._%\-]{2,}")
"""A token in which rjieba may have kept together what jieba's finalseg takes apart."""

FINALSEG_SKIP = re.compile(r"([a-zA-Z0-9]+(?:\.\d+)?%?)")
"""How jieba's finalseg splits what is not Han (jieba 0.42.1, finalseg/__init__.py, re_skip)."""


class Segmenter(Protocol):
    """What cuts text into words. The words joined are the text again."""

    def cut(self, text: str) -> list[str]:
        """The words of the text."""

    def tag(self, text: str) -> list[Tagged]:
        """The words of the text with their parts of speech."""


def load_segmenter() -> Segmenter:
    """A segmenter with jieba's dictionary: rjieba where it is installed, else jieba, which takes a second or two and should be kept."""
    return RustSegmenter() if rjieba is not None else JiebaSegmenter()


class RustSegmenter:
    """rjieba, made to give jieba's tokens."""

    def __init__(self) -> None:
        self._jieba: Any = rjieba  # the tokenizer that it makes when it is imported: one more takes 24 MB and a fifth of a second

    def cut(self, text: str) -> list[str]:
        """The words of the text, equal to `jieba.Tokenizer().lcut(text)`."""
        return [word for word, _ in self.tag(text)]

    def tag(self, text: str) -> list[Tagged]:
        """The words of the text with the tag that the dictionary gives them; one unknown to it has x, m or eng."""
        if RARE_HAN.search(text) is None:
            return self._repair(self._jieba.tag(text))
        words: list[Tagged] = []
        start = 0
        for match in RARE_HAN.finditer(text):
            words += self._repair(self._jieba.tag(text[start : match.start()]))
            words.append((match.group(), "x"))
            start = match.end()
        return words + self._repair(self._jieba.tag(text[start:]))

    def _repair(self, words: list[Tagged]) -> list[Tagged]:
        repaired: list[Tagged] = []
        for tagged in words:
            word = tagged[0]
            if len(word) > 1 and word.isascii() and not word.isalnum():
                repaired += self._pieces(tagged)
            else:
                repaired.append(tagged)
        return repaired

    def _pieces(self, tagged: Tagged) -> list[Tagged]:
        word, tag = tagged
        if JOINED.fullmatch(word) is None or self._jieba.has_word(word):
            return [tagged]
        return [(piece, tag) for piece in FINALSEG_SKIP.split(word) if piece]


class JiebaSegmenter:
    """jieba itself, on a tokenizer of its own, without its cache file and its messages."""

    def __init__(self) -> None:
        import jieba  # noqa: PLC0415 - imported only where rjieba is missing: it sets up a logger when imported

        self._jieba: Any = jieba.Tokenizer()
        # initialize() would write the dictionary to a shared temporary file and report on it; its one step that counts is this.
        self._jieba.FREQ, self._jieba.total = self._jieba.gen_pfdict(self._jieba.get_dict_file())
        self._jieba.initialized = True
        with self._jieba.get_dict_file() as lines:
            self._tags = dict(_word_and_tag(line.decode("utf-8")) for line in lines)

    def cut(self, text: str) -> list[str]:
        """The words of the text."""
        words: list[str] = self._jieba.lcut(text)
        return words

    def tag(self, text: str) -> list[Tagged]:
        """The words of the text with the tag that the dictionary gives them."""
        return [(word, self._tags.get(word) or _shape(word)) for word in self.cut(text)]


def _word_and_tag(line: str) -> tuple[str, str]:
    word, _, tag = line.split()
    return word, tag


def _shape(word: str) -> str:
    """The tag of a word that the dictionary lacks, as jieba's posseg gives it to what is not Han."""
    if word.isdigit():
        return "m"
    return "eng" if word.isascii() and word.isalnum() else "x"
