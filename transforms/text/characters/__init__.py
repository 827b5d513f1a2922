"""Han characters of Simplified and of Traditional text: the commonest, which tell a right decoding from a wrong one, and which become which."""

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
def simplified_forms() -> dict[str, str]:
    """Unified ideographs to the one other character that each becomes in Simplified text, taken by itself."""
    return dict(zip(*_scripts()[:2], strict=True))


@cache
def changed_by_simplifying() -> frozenset[str]:
    """The ideographs that Simplified text writes otherwise."""
    return frozenset(_scripts()[2])


@cache
def changed_by_traditionalizing() -> frozenset[str]:
    """The ideographs that Traditional text writes otherwise."""
    return frozenset(_scripts()[3])


@cache
def _scripts() -> tuple[str, ...]:
    return tuple(files(__name__).joinpath("scripts.txt").read_text("utf-8").split())


@cache
def _rows() -> tuple[str, str]:
    simplified, traditional = files(__name__).joinpath("common.txt").read_text("utf-8").split()
    return simplified, traditional
