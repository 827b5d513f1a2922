"""Quantities: numbers with their units and what bounds them, as decimals, each at its place in the story."""

import re
from collections.abc import Iterator
from decimal import Context, Decimal

from schemas.columns import DECIMAL_PRECISION, DECIMAL_SCALE
from schemas.records import Quantity
from schemas.stages import StoryContext
from transforms.text.amount_forms import Amount
from transforms.text.amounts import amount_at
from transforms.text.flat import Flat, flatten
from transforms.text.numerals import DIGIT, SCALE

_ANCHOR = re.compile(rf"[0-9{DIGIT}{SCALE}半]|[数几](?=[十百千万亿])|对(?=折(?!叠|磨))")
_LIMIT = Decimal(10) ** (DECIMAL_PRECISION - DECIMAL_SCALE)
_WIDE = Context(prec=2 * DECIMAL_PRECISION)
_STEP = Decimal(1).scaleb(-DECIMAL_SCALE)
_ONE = Decimal(1)


def find_quantities(text: str, context: StoryContext, flat: Flat | None = None) -> tuple[Quantity, ...]:
    """Every quantity of the story `text`, in its order.

    Values are scaled to the unit (29300万元 is 293000000 CNY). Dates, times of the clock, ordinals, scores, numbers of documents and
    telephones, versions and plain enumerators are none. `flat` is the flat text, where it is at hand.
    """
    flat = flat or flatten(text)
    return tuple(_record(text, flat, a, context) for a in _amounts(flat.text))


def _amounts(flat: str) -> Iterator[Amount]:
    position = 0
    while (anchor := _ANCHOR.search(flat, position)) is not None:
        amount, position = amount_at(flat, anchor.start(), position)
        if amount is not None:
            yield amount


def _record(text: str, flat: Flat, amount: Amount, context: StoryContext) -> Quantity:
    span = flat.span(amount.start, amount.end)
    return Quantity(
        article_id=context.article_id,
        published_date=context.published_date,
        text=text[span[0] : span[1]],
        start=span[0],
        end=span[1],
        value=_fitted(amount.value),
        value_max=None if amount.value_max is None else _fitted(amount.value_max),
        unit=_as_written(text, flat, amount),
        dimension=amount.dimension,
        bound=amount.bound,
    )


def _as_written(text: str, flat: Flat, amount: Amount) -> str:
    """The unit as the story writes it: 間 in Traditional text."""
    at = -1 if amount.unit.isascii() else flat.text.rfind(amount.unit, amount.start, amount.end)
    return amount.unit if at < 0 else "".join([text[i] for i in flat.at[at : at + len(amount.unit)]])


def _fitted(value: Decimal) -> Decimal | None:
    """`value` as the column holds it, or None where it has more digits than fit."""
    if not value.is_finite() or abs(value) >= _LIMIT:
        return None
    if value.same_quantum(_ONE):  # a whole number as it is written
        return value
    fitted = value.quantize(_STEP, context=_WIDE).normalize(_WIDE)
    return fitted.quantize(Decimal(1), context=_WIDE) if fitted == fitted.to_integral_value() else fitted
