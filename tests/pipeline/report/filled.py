"""Facts of a lake with one text in every place that holds text: what a hostile lake may give to a report."""

import dataclasses
import types
import typing
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any

from pipeline.report.facts import LakeFacts

DAY = date(2026, 11, 21)
VALUES: dict[Any, Any] = {int: 3, bool: True, date: DAY, Decimal: Decimal("12.5"), object: 1}


def facts_with(text: str) -> LakeFacts:
    """Facts in which every text is `text`, every number 3, and every collection has one member."""
    return typing.cast("LakeFacts", filled(LakeFacts, text))


def filled(hint: Any, text: str) -> Any:
    """A value of the type."""
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        hints = typing.get_type_hints(hint)
        return hint(**{field.name: _field(hint, field.name, hints[field.name], text) for field in dataclasses.fields(hint)})
    origin, inner = typing.get_origin(hint), [part for part in typing.get_args(hint) if part not in (type(None), Ellipsis)]
    if origin in (typing.Union, types.UnionType):
        return filled(inner[0], text)
    if origin is tuple:
        return tuple(filled(part, text) for part in inner)
    if origin is dict:
        return {filled(inner[0], text): filled(inner[1], text)}
    if isinstance(hint, type) and issubclass(hint, Enum):
        return next(iter(hint))
    return text if hint is str else VALUES[hint]


def _field(owner: type, name: str, hint: Any, text: str) -> Any:
    """A run's moments are the program's own and have to be such."""
    return "2026-11-21T08:00:00+00:00" if (owner.__name__, name) in {("RunRecord", "started"), ("RunRecord", "ended")} else filled(hint, text)
