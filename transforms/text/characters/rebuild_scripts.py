"""Writes scripts.txt again from OpenCC's tables: `python -m transforms.text.characters.rebuild_scripts`.

Out, a line each, in the order of code points: the unified ideographs that t2s makes another single character of, and what they become;
the ideographs that t2s changes, and those that s2t changes, each taken by itself.
"""

from pathlib import Path

import opencc

UNIFIED = range(0x4E00, 0xA000)
HAN = range(0x3400, 0xA000)
"""With the first extension, whose characters OpenCC knows too."""


def main() -> None:
    """Write scripts.txt beside this file."""
    Path(__file__).with_name("scripts.txt").write_text(lines(), "utf-8")


def lines() -> str:
    """The four lines."""
    simplified, traditional = _changes("t2s"), _changes("s2t")
    folded = {before: after for before, after in simplified.items() if ord(before) in UNIFIED and len(after) == 1}
    return "".join("".join(row) + "\n" for row in (folded, folded.values(), simplified, traditional))


def _changes(config: str) -> dict[str, str]:
    han = [chr(code) for code in HAN]
    converted = opencc.OpenCC(config).convert("\n".join(han)).split("\n")
    return {before: after for before, after in zip(han, converted, strict=True) if before != after}


if __name__ == "__main__":
    main()
