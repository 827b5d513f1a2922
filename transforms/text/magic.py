"""What bytes are by their first ones: formats that are no text, and containers of pages."""

BINARY_FORMATS = (
    (b"\x89PNG\r\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF87a", "a GIF image"),
    (b"GIF89a", "a GIF image"),
    (b"%PDF-", "a PDF document"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90\x00", "a program"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office document"),
    (b"OggS", "sound or video"),
    (b"ID3", "sound"),
    (b"\x1aE\xdf\xa3", "a Matroska video"),
    (b"SQLite format 3\x00", "a database"),
    (b"wOFF", "a font"),
    (b"wOF2", "a font"),
    (b"\x00\x01\x00\x00\x00", "a font"),
    (b"PAR1", "a Parquet file"),
    (b"Rar!\x1a\x07", "a RAR archive, which isn't read"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive, which isn't read"),
    (b"\xca\xfe\xba\xbe", "a program"),
)
"""Signatures as in the file(1) database."""

RIFF_FORMATS = (b"WEBP", b"WAVE", b"AVI ")


def binary_format(head: bytes) -> str | None:
    """What a file is that holds no page of text, for people; None where the first bytes don't say so."""
    if head[:4] == b"RIFF" and head[8:12] in RIFF_FORMATS:
        return "an image, sound or video"
    if head[4:8] == b"ftyp":
        return "a video or image"
    return next((name for signature, name in BINARY_FORMATS if head.startswith(signature)), None)
