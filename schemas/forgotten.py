"""What a lake is to forget: pages by their bytes, and sources by their names with all below them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Forgotten:
    """Pages that a lake neither holds nor takes in."""

    page_ids: frozenset[str] = frozenset()
    sources: tuple[str, ...] = ()
    """URIs of files, of folders and of pages within files."""

    def __or__(self, other: "Forgotten") -> "Forgotten":
        """Both."""
        return Forgotten(self.page_ids | other.page_ids, tuple(sorted({*self.sources, *other.sources})))

    def __bool__(self) -> bool:
        """Whether there is anything to forget."""
        return bool(self.page_ids or self.sources)

    def names(self, uri: str) -> bool:
        """Whether a file or page of this URI is one of the sources, or below one."""
        return any(is_below(uri, source) for source in self.sources)


NOTHING = Forgotten()


def is_below(uri: str, source: str) -> bool:
    """Whether a URI is a source's own, or that of something in it: in a folder after /, in a file after #."""
    return uri == source or uri.startswith((source,) if source.endswith(("/", "#")) else (f"{source}/", f"{source}#"))
