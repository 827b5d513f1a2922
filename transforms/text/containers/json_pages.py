"""A page from a JSON object: a line of a file, or the metadata beside one."""

import json
import re
from itertools import accumulate
from typing import Any

from schemas.inputs import Caps, JsonFields
from schemas.reasons import Reason, Rejected
from schemas.stages import Page, PageHints
from transforms.text.charset import decoded_text
from transforms.text.normal import SURROGATES

MOST_VALUES = 1_000_000
"""Commas in a JSON object; each stands for a value that takes memory."""

_STRINGS = re.compile(rb'"(?>(?:[^"\\]++|\\.)*)"?', re.DOTALL)
_NO_BRACKETS = bytes(byte for byte in range(256) if byte not in b"[]{}")
_STEP = [1 if byte in b"[{" else -1 for byte in range(256)]


def page_from_json(uri: str, value: Any, fields: JsonFields) -> Page:
    """The page that a JSON object holds, its HTML or else its text as UTF-8.

    Raises Rejected: BAD_JSON where it is no object or has no page in it, EMPTY where its text is.
    """
    record = _object(value)
    for keys, media_type in ((fields.html, "text/html"), (fields.text, "text/plain")):
        if (text := _first(record, keys)) and text.strip():
            return Page(uri, SURROGATES.sub("\ufffd", text).encode(), json_hints(record, fields, PageHints(charset="utf-8", media_type=media_type)))
    if any(_value(record, key) is not None for key in fields.html + fields.text):
        raise Rejected(Reason.EMPTY, "no text in it")
    raise Rejected(Reason.BAD_JSON, f"none of its keys is one of {', '.join(fields.html + fields.text)}")


def json_hints(record: dict[str, Any], fields: JsonFields, hints: PageHints) -> PageHints:
    """What a JSON object says of a page, added to what is known."""
    return PageHints(
        charset=hints.charset or _first(record, fields.charset),
        media_type=hints.media_type,
        url=_first(record, fields.url) or hints.url,
        title=_first(record, fields.title) or hints.title,
        published=_first(record, fields.published) or hints.published,
        source_name=_first(record, fields.source_name) or hints.source_name,
        path_date=hints.path_date,
        fetched=_first(record, fields.fetched) or hints.fetched,
    )


def json_object(data: bytes, caps: Caps) -> dict[str, Any]:
    """The object that bytes hold; raises what `json_value` does, and BAD_JSON for another value."""
    return _object(json_value(data, caps))


def json_value(data: bytes, caps: Caps) -> Any:
    """The value that bytes hold; of a key that comes twice the last value counts, NaN and the infinities are null.

    Raises Rejected: TOO_DEEP before anything is parsed, TOO_LARGE, or BAD_JSON.
    """
    _check_shape(data, caps)
    try:
        return json.loads(decoded_text(data, None)[1], parse_constant=lambda _: None, parse_int=str)
    except json.JSONDecodeError as error:
        raise Rejected(Reason.BAD_JSON, f"{error.msg} at character {error.pos}") from error
    except Rejected as rejected:
        raise Rejected(Reason.BAD_JSON, rejected.detail) from rejected


def _object(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise Rejected(Reason.BAD_JSON, "no JSON object")
    return value


def _check_shape(line: bytes, caps: Caps) -> None:
    """Count brackets and commas outside strings, without recursion."""
    if line.count(b"[") + line.count(b"{") <= caps.json_depth and line.count(b",") <= MOST_VALUES:
        return
    bare = _STRINGS.sub(b"", line)
    if bare.count(b",") > MOST_VALUES:
        raise Rejected(Reason.TOO_LARGE, f"more than {MOST_VALUES} values")
    if max(accumulate(map(_STEP.__getitem__, bare.translate(None, _NO_BRACKETS))), default=0) > caps.json_depth:
        raise Rejected(Reason.TOO_DEEP, f"brackets deeper than {caps.json_depth}")


def _first(record: dict[str, Any], keys: tuple[str, ...]) -> str | None:
    return next((text for key in keys if (text := _text(_value(record, key)))), None)


def _value(record: dict[str, Any], key: str) -> Any:
    """The value of a key; one that isn't there, and has dots, goes into objects."""
    if key in record:
        return record[key]
    value: Any = record
    for part in key.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    return value


def _text(value: Any) -> str | None:
    """Strings as they are, numbers as written, lists of strings as lines; nothing else is text."""
    if isinstance(value, str):
        return value
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, list) and value and all(isinstance(item, str) for item in value):
        return "\n".join(value)
    return None
