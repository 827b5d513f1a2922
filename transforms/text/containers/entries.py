"""Where pages lie within a file, and which names in an archive are no pages."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from schemas.inputs import Caps
from schemas.reasons import Rejected
from schemas.records import DeadLetter
from schemas.stages import PageHints
from transforms.text.containers.streams import Stream
from transforms.text.dead_letters import dead_letter
from transforms.text.source_uris import file_uri

MEDIA_TYPES = {
    **dict.fromkeys((".html", ".htm", ".xhtml", ".shtml", ".mhtml", ".php", ".asp", ".aspx", ".jsp"), "text/html"),
    **dict.fromkeys((".txt", ".text", ".md"), "text/plain"),
}
"""What an extension says of a page; its content may say otherwise."""

ASSETS = frozenset(
    f".{name}"
    for names in (
        "css js mjs map wasm swf woff woff2 ttf otf eot",
        "png jpg jpeg gif webp svg ico bmp avif mp3 mp4 m4a m4v webm flv avi mov wav ogg",
        "exe dll so pyc apk iso dmg",
    )
    for name in names.split()
)
"""Extensions of what a mirrored site has besides pages."""

UNFINISHED = (".part", ".partial", ".tmp", ".temp", ".crdownload", ".download", ".aria2", ".swp", ".lock", "~")
"""Ends of names that crawlers, browsers and editors give to files that aren't finished."""

COMPRESSIONS = {".gz": "", ".bz2": "", ".zst": "", ".zstd": "", ".xz": "", ".tgz": ".tar", ".tbz2": ".tar", ".txz": ".tar", ".tzst": ".tar"}
"""Extensions of compressed files, and what stands in their place once unpacked."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A file, or one within it: how it is called, and what its container says of it."""

    uri: str
    name: str
    """The last name, with its extension."""
    hints: PageHints = PageHints()
    depth: int = 0
    """How many archives and compressed streams it lies in."""

    def inside(self, member: str, name: str, hints: PageHints | None = None) -> "Entry":
        """The entry of a member."""
        return Entry(f"{self.uri}#{member}", name, hints or self.hints, self.depth + 1)

    def unpacked(self) -> "Entry":
        """The entry of what a compressed stream holds, which keeps its address."""
        path = PurePosixPath(self.name)
        bare = path.stem + COMPRESSIONS[path.suffix.lower()] if path.suffix.lower() in COMPRESSIONS else self.name
        return replace(self, name=bare, depth=self.depth + 1)

    def page_hints(self) -> PageHints:
        """The hints, with the media type that the extension says where nothing else does."""
        return self.hints if self.hints.media_type else replace(self.hints, media_type=MEDIA_TYPES.get(PurePosixPath(self.name).suffix.lower()))


Members = Iterator[tuple[Entry, Stream] | DeadLetter]
"""An archive's members in its order; a member's stream is to be read before the next member is asked for."""


class MemberNames:
    """Gives each member of an archive an address of its own."""

    def __init__(self) -> None:
        self._given: dict[str, int] = {}

    def address(self, name: str) -> str:
        """The member's name, printable; a name that was given before is told apart by a count."""
        shown = address = file_uri(name)
        while address in self._given:
            self._given[shown] += 1
            address = f"{shown}~{self._given[shown]}"
        self._given[address] = 1
        return address


def is_page_name(name: str) -> bool:
    """Whether a file of this path within a folder or an archive may be a page: not hidden, not unfinished, no image or script."""
    last = PurePosixPath(name).name.lower()
    hidden = any((part.startswith(".") and part not in (".", "..")) or part == "__MACOSX" for part in PurePosixPath(name).parts)
    return not hidden and not last.endswith(UNFINISHED) and PurePosixPath(last).suffix not in ASSETS


def broken(entry: Entry, rejected: Rejected, caps: Caps, data: bytes = b"", size: int | None = None) -> DeadLetter:
    """The dead letter of an entry."""
    return dead_letter(entry.uri, data, rejected, caps, size)
