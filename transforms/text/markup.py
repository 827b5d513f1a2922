"""Whether a text is HTML, by what stands in it; its name and its server are only asked where it doesn't say."""

import re

HEAD = 65536
FEWEST_TAGS = 3
MOST_PREAMBLES = 20

_START = re.compile(r"<(?:!doctype\s+html|html|head|body|meta|title)\b", re.IGNORECASE)
_NAMES = (
    "p|div|br|span|a|b|strong|em|h[1-6]|table|tr|td|ul|ol|li|article|section|img|script|style|title|meta|body|font|center|figure|iframe|blockquote"
)
_TAG = re.compile(rf"</?(?:{_NAMES})(?:\s[^<>]{{0,1000}})?/?>", re.IGNORECASE)


def is_markup(text: str, media_type: str | None) -> bool:
    """Whether a text is HTML: it starts as a document does, or has several tags, or one and a media type that says so."""
    head = text[:HEAD]
    if _START.match(head, _start(head)):
        return True
    tags = sum(1 for _ in zip(_TAG.finditer(head), range(FEWEST_TAGS), strict=False))
    return tags >= FEWEST_TAGS or (tags > 0 and media_type is not None and "html" in media_type)


def _start(head: str) -> int:
    """Where a document starts: after white space, an XML declaration and comments."""
    position = 0
    for _ in range(MOST_PREAMBLES):
        position += len(head) - position - len(head[position:].lstrip())
        end = next((mark for start, mark in (("<?", "?>"), ("<!--", "-->")) if head.startswith(start, position)), None)
        if end is None or (closed := head.find(end, position)) < 0:
            break
        position = closed + len(end)
    return position
