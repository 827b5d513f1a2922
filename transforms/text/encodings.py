"""Names of encodings, and decoding that forgives a cut end.

The aliases follow the WHATWG Encoding Standard (https://encoding.spec.whatwg.org), which is what browsers do: the subsets gb2312
and gbk mean gb18030, shift_jis means its Windows form, latin-1 means windows-1252. UTF-7 isn't there: it hides markup from filters.
"""

import codecs

ALIASES = {
    "gb18030": ("gb18030", "gb2312", "gbk", "gb_2312-80", "gb2312-80", "x-gbk", "cp936", "ms936", "windows-936", "chinese", "euc-cn", "gb18030-2022"),
    "big5hkscs": ("big5", "big5-hkscs", "big-5", "cn-big5", "x-x-big5", "cp950", "ms950", "windows-950"),
    "utf-8": ("utf-8", "utf8", "unicode-1-1-utf-8", "utf8mb4", "ascii", "us-ascii"),
    "utf-16": ("utf-16", "utf16", "unicode", "ucs-2"),
    "utf-16-le": ("utf-16le", "utf-16-le"),
    "utf-16-be": ("utf-16be", "utf-16-be"),
    "utf-32": ("utf-32", "utf32"),
    "euc_jp": ("euc-jp", "eucjp", "x-euc-jp"),
    "cp932": ("shift_jis", "shift-jis", "sjis", "x-sjis", "ms_kanji", "windows-31j", "cp932", "ms932"),
    "iso2022_jp": ("iso-2022-jp", "iso2022-jp", "csiso2022jp"),
    "cp949": ("euc-kr", "euckr", "ks_c_5601-1987", "ksc5601", "windows-949", "cp949", "uhc"),
    "cp1252": ("windows-1252", "cp1252", "iso-8859-1", "iso8859-1", "latin1", "latin-1", "l1"),
    "cp1250": ("windows-1250", "cp1250"),
    "cp1251": ("windows-1251", "cp1251"),
    "cp1253": ("windows-1253", "cp1253"),
    "cp1254": ("windows-1254", "cp1254", "iso-8859-9", "latin5"),
    "cp1255": ("windows-1255", "cp1255"),
    "cp1256": ("windows-1256", "cp1256"),
    "cp1257": ("windows-1257", "cp1257"),
    "cp1258": ("windows-1258", "cp1258"),
    "cp874": ("windows-874", "tis-620", "iso-8859-11"),
    "iso8859_2": ("iso-8859-2", "latin2"),
    "iso8859_5": ("iso-8859-5",),
    "iso8859_7": ("iso-8859-7",),
    "iso8859_15": ("iso-8859-15", "latin9"),
    "koi8_r": ("koi8-r",),
    "koi8_u": ("koi8-u",),
    "mac_roman": ("macintosh", "x-mac-roman"),
}
"""Python's name of an encoding, and the labels that mean it."""

LONGEST_LABEL = 32

_BY_LABEL = {label: name for name, labels in ALIASES.items() for label in labels}


def encoding_of(label: str) -> str | None:
    """The Python name of the encoding that a label means, or None for a label that isn't known or isn't safe."""
    return _BY_LABEL.get(label.strip().strip("\"'").lower().replace(" ", "")) if len(label) <= LONGEST_LABEL else None


def decoded(data: bytes, encoding: str) -> str | None:
    """The text of bytes that are wholly valid but for a character cut at their end; None where they aren't valid."""
    try:
        return codecs.getincrementaldecoder(encoding)("strict").decode(data, final=False)
    except UnicodeDecodeError:
        return None


def decoded_anyhow(data: bytes, encoding: str) -> str:
    """The text of bytes, U+FFFD for what isn't valid, without a character cut at the end."""
    text: str = codecs.getincrementaldecoder(encoding)("replace").decode(data, final=False)
    return text
