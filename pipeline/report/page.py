"""A lake's facts as one HTML page: pure, so that equal facts give equal bytes."""

import functools
import unicodedata
from base64 import b64encode
from collections.abc import Sequence
from decimal import Decimal
from hashlib import sha256
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from pipeline.report.charts import columns, stacked
from pipeline.report.facts import DATE_SOURCES, LakeFacts, View
from pipeline.report.folding import folded, record_rows
from pipeline.report.marks import ADDED_KIND
from pipeline.report.periods import timeline
from pipeline.report.words import Words
from schemas.stages import ROLES
from schemas.tables import ADDED

VIEW_BYTES = 3_000_000
"""What the pages to look at may take of the report together; those that don't fit are left out, and it says so."""
KINDS = ("person", "organization", "place", "date", "quantity", "saying", "term", *([ADDED_KIND] if ADDED else []))
DIRECTIONS = frozenset(range(0x202A, 0x202F)) | frozenset(range(0x2066, 0x206A)) | {0x200E, 0x200F, 0x061C}
"""Characters that turn the direction of what stands around them."""

Said = dict[str, Any]
"""What templates say words with."""


def render(facts: LakeFacts, words: Words) -> str:
    """The report.

    Args:
        facts: What it tells.
        words: Its language.
    """
    environment, said = _environment(), {"t": words.say, "term": words.term, "told": words.told, "why": words.why, "lang": words.language}
    style = Markup((files("pipeline.report") / "templates" / "style.css").read_text(encoding="utf-8"))  # noqa: S704 - our own file
    dubious, drawn = _fitting(environment, said, facts.views.dubious, facts.views.drawn)
    line = timeline(facts.stories.days)
    return environment.get_template("page.html").render(
        **said,
        facts=facts,
        policy=content_policy(style),
        style=style,
        timeline=line,
        chart=columns(line.periods),
        stacked=stacked,
        dubious=dubious,
        drawn=drawn,
        omitted=len(facts.views.dubious) + len(facts.views.drawn) - len(dubious) - len(drawn),
        role_parts=[(f"role-{role}", dict(facts.views.share.roles if facts.views.share else ()).get(role, 0)) for role in ROLES],
        sources=DATE_SOURCES,
        roles=ROLES,
        kinds=KINDS,
    )


def content_policy(style: str) -> str:
    """The Content-Security-Policy: nothing but the page's own style sheet, by its digest; no script, image, font, frame, form or request."""
    digest = b64encode(sha256(style.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def printable(text: str) -> str:
    """The text without characters that a page can't hold, or that turn the direction of others; each is shown by a sign of the same length."""
    return "".join(map(_printable, text)) if not text.isprintable() else text


def _printable(char: str) -> str:
    code = ord(char)
    if char in "\n\t":
        return char
    if code < ord(" "):
        return chr(0x2400 + code)
    return "\ufffd" if code in DIRECTIONS or unicodedata.category(char) in {"Cc", "Cs", "Cn"} else char


@functools.cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("pipeline.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_finalize,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(number=_number, share=_share, decimal=_decimal, when=_when, folded=folded, record_rows=record_rows)
    return environment


def _finalize(value: Any) -> Any:
    """What every expression of a template goes through before it is escaped."""
    return printable(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _number(value: int) -> str:
    return f"{value:,}"


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "–"


def _decimal(value: Decimal) -> str:
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _when(moment: str) -> str:
    """A moment of a run's record, to the second."""
    return moment[:19].replace("T", " ")


def _fitting(environment: Environment, said: Said, dubious: Sequence[View], drawn: Sequence[View]) -> tuple[list[Markup], list[Markup]]:
    """The pages to look at that fit into VIEW_BYTES, rendered."""
    template = functools.partial(environment.get_template("view.html").render, said)
    shown: tuple[list[Markup], list[Markup]] = ([], [])
    room = VIEW_BYTES
    for views, rendered in zip((dubious, drawn), shown, strict=True):
        for view in views:
            text = template(view=view, first=not rendered and views is dubious)
            room -= len(text.encode())
            if room >= 0:
                rendered.append(Markup(text))  # noqa: S704 - escaped by its own template
    return shown
