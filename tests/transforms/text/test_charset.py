"""From a page's bytes to its text."""

import pytest

from schemas.reasons import Reason, Rejected
from schemas.stages import Page, PageHints
from transforms.text.charset import decode_page

HANS = "南溪县教育局昨天在县文化中心召开会议，要求各学校做好开学准备工作，让每个学生都能安全上学。"
HANT = "新竹縣政府昨天在文化中心召開會議，要求各學校做好開學準備工作，讓每個學生都能安全上學。"


@pytest.mark.parametrize("text", [HANS, HANT])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_encoding_is_found(text: str, encoding: str) -> None:
    """Both scripts are read without a label in every encoding that holds both."""
    assert decode_page(Page("a", text.encode(encoding))).text == text


def test_big5_is_found() -> None:
    """Traditional text is read without a label in Big5."""
    assert decode_page(Page("a", HANT.encode("big5"))).text == HANT


@pytest.mark.parametrize(("encoding", "label"), [("gb18030", "utf-8"), ("utf-8", "gb2312"), ("gb18030", "big5"), ("gb18030", "iso-8859-1")])
def test_wrong_label_is_not_believed(encoding: str, label: str) -> None:
    """Text is read in its own encoding whatever its label says."""
    assert decode_page(Page("a", HANS.encode(encoding), PageHints(charset=label))).text == HANS


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16-le", "utf-16-be"])
def test_cut_character_is_left_out(encoding: str) -> None:
    """A character cut at the end costs that character and no more."""
    assert decode_page(Page("a", HANS.encode(encoding)[:-1])).text == HANS[:-1]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", Reason.EMPTY),
        (b" \r\n\t", Reason.EMPTY),
        (b"\xef\xbb\xbf\n", Reason.EMPTY),
        ("　　\u200b".encode(), Reason.EMPTY),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), Reason.BINARY),
        (bytes(range(256)) * 8, Reason.BINARY),
        (bytes(range(0x80, 0x100)) * 8, Reason.UNDECODABLE),
    ],
)
def test_what_is_no_text_is_rejected(data: bytes, reason: Reason) -> None:
    """Bytes that hold no text are turned away with the reason."""
    with pytest.raises(Rejected) as caught:
        decode_page(Page("a", data))

    assert caught.value.reason is reason
