"""The commonest Han characters of Simplified and of Traditional text: what tells a right decoding from a wrong one."""

from functools import cache
from importlib.resources import files


@cache
def common_han() -> frozenset[str]:
    """The characters of both scripts together."""
    return common_simplified() | common_traditional()


@cache
def common_simplified() -> frozenset[str]:
    """The commonest characters of Simplified text."""
    return frozenset(_rows()[0])


@cache
def common_traditional() -> frozenset[str]:
    """The commonest characters of Traditional text."""
    return frozenset(_rows()[1])


def commonest_first() -> str:
    """The commonest characters of Simplified text in their order."""
    return _rows()[0]


@cache
def _rows() -> tuple[str, str]:
    simplified, traditional = files(__name__).joinpath("common.txt").read_text("utf-8").split()
    return simplified, traditional
