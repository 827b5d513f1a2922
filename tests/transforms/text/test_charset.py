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


def test_damaged_utf8_is_read() -> None:
    """A character broken within UTF-8 is U+FFFD, and the page isn't taken for another encoding."""
    data = (HANS * 3).encode()
    page = decode_page(Page("a", data[:31] + data[32:], PageHints(charset="gbk")))

    assert (page.charset, page.text.count("\ufffd"), page.text[20:]) == ("utf-8", 1, (HANS * 3)[20:])


def test_strays_in_english_cost_themselves() -> None:
    """A few bytes that are nothing don't lose a page that can be read without them."""
    data = b"The county opened a school on Monday. " * 20

    assert decode_page(Page("a", data + b"\xe2\x80\x9cgood\xe2\x80\x9d \xfe\xff end")).text.endswith("\u201cgood\u201d \ufffd\ufffd end")
    assert decode_page(Page("a", data + b"\x93good\x94 caf\xe9")).text.endswith("\u201cgood\u201d caf\u00e9")


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("euc_jp", "町の図書館は昨日、新しい本を千冊ならべました。子どもたちが朝から列をつくり、職員は笑顔で迎えたという。"),
        ("cp932", "町の図書館は昨日、新しい本を千冊ならべました。子どもたちが朝から列をつくり、職員は笑顔で迎えたという。"),
        ("cp949", "군 도서관은 어제 새 책 천 권을 들여왔다. 아이들이 아침부터 줄을 섰고 직원들은 웃으며 맞이했다고 한다."),
        ("cp1251", "Районная библиотека вчера открыла новый зал, и дети с утра стояли в очереди."),
        ("iso2022_jp", "町の図書館は昨日、新しい本を千冊ならべました。"),
    ],
)
def test_labels_of_other_languages_are_believed(encoding: str, text: str) -> None:
    """A page of another language is read by the label in its head."""
    page = f'<html><head><meta charset="{encoding.replace("_", "-")}"></head><body><p>{text}</p></body></html>'

    assert decode_page(Page("a", page.encode(encoding))).text == page


def test_utf7_is_never_read() -> None:
    """A label that says UTF-7 hides no markup."""
    assert "<script>" not in decode_page(Page("a", b"+ADw-script+AD4-", PageHints(charset="utf-7"))).text
