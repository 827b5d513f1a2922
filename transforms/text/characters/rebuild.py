"""Writes common.txt again: `python -m transforms.text.characters.rebuild jieba/dict.txt`.

In: jieba's dictionary (word, count and tag a line). Out, one line each, commonest first: the characters of Simplified text, and
those of Traditional text, which OpenCC's s2t makes of the same words.
"""

import sys
from collections import Counter
from pathlib import Path

import opencc

KEPT = 1000
"""Characters a line: about 87 % of the Han characters of running news, and few enough that text decoded wrongly seldom hits them."""


def main(dictionary: Path) -> None:
    """Write common.txt beside this file from the dictionary."""
    convert = opencc.OpenCC("s2t").convert
    simplified: Counter[str] = Counter()
    traditional: Counter[str] = Counter()
    for line in dictionary.read_text("utf-8").splitlines():
        word, count, _tag = line.split(" ")
        for counts, form in ((simplified, word), (traditional, convert(word))):
            for character in form:
                if "一" <= character <= "鿿":
                    counts[character] += int(count)
    rows = ["".join(sorted(counts, key=lambda c: (-counts[c], c))[:KEPT]) for counts in (simplified, traditional)]
    Path(__file__).with_name("common.txt").write_text("\n".join(rows) + "\n", "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
