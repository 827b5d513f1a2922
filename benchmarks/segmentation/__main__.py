"""Cut the same texts with the fast segmenter and with jieba, by turns, and see that every word is the same.

    python -m benchmarks.segmentation [--articles N] [--rounds N] [--strings N] [--quick]

The texts are made stories; --strings of random characters over all of Unicode's CJK are compared besides, untimed.
Processor seconds are counted, since nothing here waits.
"""

import argparse
import random
import sys
import time
from collections.abc import Callable, Iterator, Sequence

from benchmarks.measure import spread
from benchmarks.pipeline.corpus import corpus
from schemas.inputs import Caps
from schemas.reasons import Rejected
from schemas.stages import Page
from transforms.text.charset import decode_page
from transforms.text.segment import JiebaSegmenter, RustSegmenter, load_segmenter
from transforms.text.separate import separate_story

LEAST_QUICK_RATIO = 4.0
"""Below it something is broken, whatever else the machine does."""

RANGES = (
    (0x4E00, 0x9FFF),
    (0x4E00, 0x9FFF),
    (0x3000, 0x4DBF),
    (0xF900, 0xFAFF),
    (0xFE30, 0xFFEF),
    (0x20000, 0x323AF),
    (0x09, 0x2FF),
    (0x2000, 0x2BFF),
)
"""Blocks of Unicode that strings are drawn from: unified ideographs twice as often, CJK symbols, extensions A to H, what lies between Chinese."""


def main() -> int:
    """Measure and print; 1 where a word differs or, in the quick form, the ratio is broken."""
    options = _options()
    fast, jieba = load_segmenter(), JiebaSegmenter()
    if not isinstance(fast, RustSegmenter):
        sys.stdout.write("rjieba isn't installed: there is no fast segmenter to measure\n")
        return 0
    differing = sum(fast.cut(text) != jieba.cut(text) for text in random_strings(options.strings))
    texts = list(stories(options.articles))
    differing += sum(fast.cut(text) != jieba.cut(text) for text in texts)
    ratios = [seconds(jieba.cut, texts) / seconds(fast.cut, texts) for _ in range(options.rounds)]
    sys.stdout.write(f"{options.strings:,} random strings and {len(texts):,} stories of {sum(map(len, texts)):,} characters: ")
    sys.stdout.write(f"{differing} cut otherwise than by jieba; {spread(ratios, 2)} times as fast in {options.rounds} rounds\n")
    return int(bool(differing) or (options.quick and min(ratios) < LEAST_QUICK_RATIO))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.segmentation", description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--articles", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--strings", type=int, default=1_000_000)
    parser.add_argument("--quick", action="store_true", help="100 articles, 3 rounds, 20,000 strings")
    options = parser.parse_args()
    if options.quick:
        options.articles, options.rounds, options.strings = 100, 3, 20_000
    return options


def stories(count: int) -> Iterator[str]:
    """Texts of made stories, about that many."""
    caps = Caps()
    for name, data in corpus(count, 60, seed=11):
        try:
            yield "\n".join(separate_story(decode_page(Page(name, data), caps)).paragraphs)
        except Rejected:
            continue


def random_strings(count: int, seed: int = 5) -> Iterator[str]:
    """Strings of up to 30 random characters, without lone surrogates; equal arguments give equal ones."""
    chance = random.Random(seed)  # noqa: S311  strings that can be made again
    for _ in range(count):
        blocks = chance.choices(RANGES, k=chance.randint(1, 30))
        yield "".join(chr(chance.randint(*block)) for block in blocks)


def seconds(cut: Callable[[str], list[str]], texts: Sequence[str]) -> float:
    """Processor seconds to cut all texts once."""
    start = time.process_time()
    for text in texts:
        cut(text)
    return time.process_time() - start


if __name__ == "__main__":
    sys.exit(main())
