"""Addresses of a store: s3://BUCKET/PREFIX."""

import re
from dataclasses import dataclass

from pipeline.errors import UsageError

SCHEME = "s3://"
_BUCKET = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{1,62}")


@dataclass(frozen=True, slots=True)
class StoreAddress:
    """A bucket, and what the keys of all that is meant in it begin with."""

    bucket: str
    prefix: str
    """Without a slash at its ends; empty for the whole bucket."""

    def __str__(self) -> str:
        """As the user writes it."""
        return f"{SCHEME}{self.bucket}/{self.prefix}".rstrip("/")

    def key(self, name: str) -> str:
        """The key of an object by its name below the prefix."""
        return f"{self.prefix}/{name}" if self.prefix else name


def is_store_address(text: str) -> bool:
    """Whether a text names a place in a store rather than on a disk."""
    return text.startswith(SCHEME)


def parse_address(text: str) -> StoreAddress:
    """What an address names. Raises UsageError; what it says doesn't repeat a part that may be a secret."""
    bucket, _, prefix = text.removeprefix(SCHEME).partition("/")
    if "@" in bucket or ":" in bucket:
        raise UsageError("an s3:// address holds no credentials and no host: write s3://BUCKET/PREFIX, and see docs/object-store.md for both")
    if not is_store_address(text) or not _BUCKET.fullmatch(bucket):
        raise UsageError(f"{text}: write s3://BUCKET/PREFIX")
    parts = prefix.strip("/").split("/")
    if prefix.strip("/") and any(part in ("", ".", "..") for part in parts):
        raise UsageError(f"{text}: the prefix has an empty part, or . or .. in it: write s3://BUCKET/PREFIX")
    return StoreAddress(bucket, "/".join(parts))
