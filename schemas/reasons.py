"""Why a page is turned away: the vocabulary of dead letters."""

from enum import StrEnum


class Reason(StrEnum):
    """A named reason of rejection; its value is what the dead letter says."""

    EMPTY = "empty"
    """No bytes, or white space only."""
    BINARY = "binary"
    """Bytes that are no text: an image, a program, a document of another format."""
    UNDECODABLE = "undecodable"
    """Text in no encoding that decodes it without too many replacements."""
    NO_STORY = "no_story"
    """Text without a story and without teasers."""
    TOO_LARGE = "too_large"
    """A page over the cap of bytes, or one that unpacks to more."""
    TOO_DEEP = "too_deep"
    """Markup, JSON or archives nested deeper than the cap."""
    BAD_ARCHIVE = "bad_archive"
    """An archive, compressed stream or web archive record that is broken."""
    BAD_JSON = "bad_json"
    """A line that is no JSON object, or has none of the fields of a page."""
    UNREADABLE = "unreadable"
    """The operating system refused: no permission, not a regular file, an I/O error."""
    UNSTABLE = "unstable"
    """A file that changed while it was read."""


class Rejected(Exception):
    """Raised by pure functions for a page that can't be taken in; carries the reason and what was wrong."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail
