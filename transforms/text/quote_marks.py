"""Quotation marks and what they enclose, matched in one pass: curly, corner, and ASCII ones."""

import re
from dataclasses import dataclass

_MARK = re.compile('[“”‘’「」『』"\n]')
_PAIRS = {"”": "“", "’": "‘", "」": "「", "』": "『"}
MAX_DEPTH = 8


@dataclass(frozen=True, slots=True)
class Quoted:
    """What a pair of quotation marks encloses: `start` and `end` without the marks, and how many pairs enclose it."""

    start: int
    end: int
    depth: int


def quoted(text: str) -> tuple[Quoted, ...]:
    """Every closed pair of quotation marks of `text` that lies within one line, by its start; an unclosed mark encloses nothing."""
    found: list[Quoted] = []
    stack: list[tuple[str, int]] = []
    for mark in _MARK.finditer(text):
        char, at = mark.group(), mark.start()
        if char == "\n":
            stack.clear()
        elif char == '"':
            _toggle(stack, at, found)
        elif char in _PAIRS:
            _close(stack, _PAIRS[char], at, found)
        elif len(stack) < MAX_DEPTH:
            stack.append((char, at + 1))
    return tuple(sorted(found, key=lambda q: (q.start, -q.end)))


def _toggle(stack: list[tuple[str, int]], at: int, found: list[Quoted]) -> None:
    """An ASCII mark closes the last one that is open, or opens."""
    if any(char == '"' for char, _ in stack):
        _close(stack, '"', at, found)
    elif len(stack) < MAX_DEPTH:
        stack.append(('"', at + 1))


def _close(stack: list[tuple[str, int]], opening: str, at: int, found: list[Quoted]) -> None:
    """Close the innermost `opening`; what was opened within it and not closed is forgotten."""
    for index in range(len(stack) - 1, -1, -1):
        if stack[index][0] == opening:
            start = stack[index][1]
            del stack[index:]
            if start < at:
                found.append(Quoted(start, at, index))
            return
