"""A file's name as printable text, without two files having the same."""

import re
from urllib.parse import unquote_to_bytes

_UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff#]|%(?=[0-9A-Fa-f]{2})")


def file_uri(path: str) -> str:
    """A path with os.fsdecode's surrogate escapes as a URI reference that reads as the path does.

    Percent-encoded are only bytes that aren't UTF-8, control characters, `#` (what follows it is a member), and a `%` that two
    hexadecimal digits follow, so that `file_path` gives the path back.
    """
    return _UNSAFE.sub(lambda match: "".join(f"%{byte:02X}" for byte in match.group().encode("utf-8", "surrogateescape")), path)


def file_path(uri: str) -> str:
    """The path that `file_uri` was given, whatever member follows after `#`."""
    return unquote_to_bytes(uri.partition("#")[0]).decode("utf-8", "surrogateescape")
