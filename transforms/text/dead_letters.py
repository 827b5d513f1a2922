"""A page that was turned away, as the record that is kept of it."""

import hashlib

from schemas.inputs import Caps
from schemas.reasons import Rejected
from schemas.records import DeadLetter

DEFAULT_CAPS = Caps()


def dead_letter(source_uri: str, data: bytes, rejected: Rejected, caps: Caps = DEFAULT_CAPS, size: int | None = None) -> DeadLetter:
    """The dead letter of a page, of which `data` is what was read; `size` tells the size where more is known of it than was read."""
    page_id = hashlib.sha256(data).hexdigest()
    return DeadLetter(page_id, source_uri, rejected.reason.value, rejected.detail, len(data) if size is None else size, data[: caps.kept_bytes])
