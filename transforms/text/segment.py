"""Words of Chinese text: jieba's own tokens, from its Rust twin where that is installed. The only file that imports either."""

import re
from typing import Any, Protocol

try:
    import rjieba
except ImportError:  # no wheel for this platform: jieba itself does the work, about ten times as slowly
    rjieba = None  # type: ignore[assignment] # a module or nothing

Tagged = tuple[list[str], list[str]]
"""Words, and for each its part of speech as jieba's dictionary gives it (nr person, ns place, nt body, x punctuation, eng Latin)."""

KNOWN_WORDS = 1 << 14
"""Words whose part of speech is kept at hand: nearly all that stands in a text."""

RARE_HAN = re.compile("([\u3400-\u4dbf\u9fd6-\u9fff\uf900-\ufaff\U00020000-\U0003ffff])")
"""Ideographs outside the range that jieba segments (U+4E00 to U+9FD5): jieba gives each as a token of its own, rjieba does not."""

JOINED = re.compile(r"[a-zA-Z0-9+#&._%\-]{2,}")
"""A token in which rjieba may have kept together what jieba's finalseg takes apart."""

FINALSEG_SKIP = re.compile(r"([a-zA-Z0-9]+(?:\.\d+)?%?)")
"""How jieba's finalseg splits what is not Han (jieba 0.42.1, finalseg/__init__.py, re_skip)."""


class Segmenter(Protocol):
    """What cuts text into words. The words joined are the text again."""

    def cut(self, text: str) -> list[str]:
        """The words of the text."""

    def tag(self, text: str) -> Tagged:
        """The words of the text and their parts of speech."""


def load_segmenter() -> Segmenter:
    """A segmenter with jieba's dictionary: rjieba where it is installed, else jieba, which takes a second or two and should be kept."""
    return RustSegmenter() if rjieba is not None else JiebaSegmenter()


class RustSegmenter:
    """rjieba, made to give jieba's tokens."""

    def __init__(self) -> None:
        self._jieba: Any = rjieba  # the tokenizer that it makes when it is imported: one more takes 24 MB and a fifth of a second
        self._known: dict[str, str] = {}

    def cut(self, text: str) -> list[str]:
        """The words of the text, equal to `jieba.Tokenizer().lcut(text)`."""
        return [piece for part in RARE_HAN.split(text) for word in self._jieba.cut(part) for piece in self._pieces(word)]

    def tag(self, text: str) -> Tagged:
        """The words of the text and the tags that the dictionary gives them; one unknown to it has what its characters make likely."""
        if RARE_HAN.search(text) is None:
            return self._tagged(text)
        words: list[str] = []
        tags: list[str] = []
        for at, part in enumerate(RARE_HAN.split(text)):
            found = ([part], ["x"]) if at % 2 else self._tagged(part)
            words += found[0]
            tags += found[1]
        return words, tags

    def _tagged(self, text: str) -> Tagged:
        """Words and tags of a text without rare ideographs."""
        words: list[str] = self._jieba.cut(text)
        tags = self._tags(text, words)
        joined = (at for at, word in enumerate(words) if word.isascii() and len(word) > 1 and not word.isalnum())
        apart = {at: pieces for at in joined if len(pieces := self._pieces(words[at])) > 1}
        if not apart:
            return words, tags
        tags = [tag for at, tag in enumerate(tags) for _ in apart.get(at, (tag,))]
        return [piece for at, word in enumerate(words) for piece in apart.get(at, (word,))], tags

    def _tags(self, text: str, words: list[str]) -> list[str]:
        """The tags of the words of a text. A word has the same one in any text, so it is asked for once: it takes as long as to cut."""
        tags = list(map(self._known.get, words))
        if None not in tags:
            return tags  # type: ignore[return-value] # none is None
        fresh = self._looked_up(text, {word for word, tag in zip(words, tags, strict=True) if tag is None})
        if len(self._known) > KNOWN_WORDS:
            self._known.clear()
        self._known.update(fresh)
        return [tag or fresh[word] for word, tag in zip(words, tags, strict=True)]

    def _looked_up(self, text: str, words: set[str]) -> dict[str, str]:
        """The tags of some of a text's words; where one of them by itself would be cut in two (两国), those of all its words."""
        alone = {word: self._jieba.tag(word) for word in words}
        if all(len(found) == 1 for found in alone.values()):
            return {word: found[0][1] for word, found in alone.items()}
        return dict(self._jieba.tag(text))

    def _pieces(self, word: str) -> list[str]:
        """A word as jieba's finalseg takes it apart, if it is none of the dictionary's."""
        if not word.isascii() or word.isalnum() or JOINED.fullmatch(word) is None or self._jieba.has_word(word):
            return [word]
        return [piece for piece in FINALSEG_SKIP.split(word) if piece]


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

    def tag(self, text: str) -> Tagged:
        """The words of the text and the tags that the dictionary gives them."""
        words = self.cut(text)
        return words, [self._tags.get(word) or _shape(word) for word in words]


def _word_and_tag(line: str) -> tuple[str, str]:
    word, _, tag = line.split()
    return word, tag


def _shape(word: str) -> str:
    """The tag of a word that the dictionary lacks, as jieba's posseg gives it to what is not Han."""
    if word.isdigit():
        return "m"
    return "eng" if word.isascii() and word.isalnum() else "x"
