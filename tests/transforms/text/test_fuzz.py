"""Files of every format, cut, hit and torn at random: nothing crashes, and every page of each is accounted for.

A case is a seed: the same one damages the same file in the same way. The oracle: each thing that is read has an address of its own and
becomes a story, an index or a dead letter with a reason; and where fewer come than the whole file has, a dead letter says so, or they
lay behind the cut, or the damage has made an image or a redirect of them, which a web archive's reader leaves out.
"""

import gzip
import json
import random
import zipfile
from collections import Counter
from collections.abc import Callable

import opencc
import pytest

from schemas.inputs import Caps, ReadRules
from schemas.outcomes import Outcome, PageRow
from schemas.reasons import Reason, Rejected
from schemas.records import DeadLetter
from schemas.stages import Page
from tests.conftest import Tried
from tests.helpers import page
from tests.transforms.text.containers.packing import PACKERS, items_of, response, tarred, warc_record, zipped
from transforms.text.charset import decode_page
from transforms.text.dead_letters import dead_letter
from transforms.text.extract import Extractor, extract_page
from transforms.text.outcomes import dead_outcome, page_outcome
from transforms.text.resolve import resolve_date
from transforms.text.separate import separate_story

RULES = ReadRules(Caps(page_bytes=20_000, archive_bytes=200_000))
TEXTS = [page(town, teasers=number) for number, town in enumerate(("清浦", "洛川", "安溪"))]
HTML = "<html><head><meta charset={charset}><title>{town}县</title></head><body><h1>{town}县</h1><div><p>{story}</p></div></body></html>"


def markup(text: str, charset: str) -> bytes:
    """A page as HTML."""
    return HTML.format(charset=charset, town=text[:2], story=text.replace("\n", "</p><p>")).encode(charset, "replace")


BODIES = {f"{number}.txt": text.encode() for number, text in enumerate(TEXTS)}
LINES = "".join(json.dumps({"text": text, "url": f"http://a.cn/{number}"}, ensure_ascii=False) + "\n" for number, text in enumerate(TEXTS)).encode()
RECORDS = [warc_record(f"http://a.cn/{number}", response(markup(text, "utf-8"))) for number, text in enumerate(TEXTS)]
FORMATS: dict[str, bytes] = {
    **{f"text {charset}": TEXTS[0].encode(charset) for charset in ("utf-8", "utf-8-sig", "gb18030", "utf-16")},
    "text big5": opencc.OpenCC("s2t").convert(TEXTS[0]).encode("big5hkscs"),
    **{f"html {charset}": markup(TEXTS[1], charset) for charset in ("utf-8", "gbk")},
    "json lines": LINES,
    "web archive": b"".join(RECORDS),
    "web archive gz": b"".join(map(gzip.compress, RECORDS)),
    "zip": zipped(BODIES),
    "zip stored": zipped(BODIES, zipfile.ZIP_STORED),
    "tar": tarred(BODIES),
    **{f"json lines {codec}": pack(LINES) for codec, pack in PACKERS.items()},
    "tar gz of zip": gzip.compress(tarred({"a.zip": zipped(BODIES), "b.txt": BODIES["1.txt"]})),
}
CASES = 20_000
MANY_CASES = 2_000_000
EXTRACTED = 20
"""The records of every so manieth case are extracted too: that takes most of the time."""


def cut(data: bytearray, chance: random.Random) -> None:
    """Lose the end."""
    del data[chance.randrange(1, len(data) + 1) :]


def hit(data: bytearray, chance: random.Random) -> None:
    """Flip up to eight bits."""
    for _ in range(chance.randint(1, 8)):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)


def tear(data: bytearray, chance: random.Random) -> None:
    """Lose, blank or repeat a stretch in the middle."""
    start = chance.randrange(len(data))
    end = min(start + chance.randint(1, 600), len(data))
    data[start:end] = chance.choice((b"", bytes(end - start), data[start:end] * 2, chance.randbytes(end - start)))


DAMAGES: tuple[Callable[[bytearray, random.Random], None], ...] = (cut, hit, hit, tear)


def outcomes(items: list[Page | DeadLetter], extractor: Extractor | None) -> list[PageRow]:
    """What becomes of each, as the ledger keeps it; anything but a rejection is raised."""
    return [dead_outcome(item) if isinstance(item, DeadLetter) else outcome(item, extractor) for item in items]


def outcome(item: Page, extractor: Extractor | None) -> PageRow:
    """A page's story, index or dead letter."""
    try:
        dated = resolve_date(separate_story(decode_page(item, RULES.caps)))
    except Rejected as rejected:
        return dead_outcome(dead_letter(item.source_uri, item.data, rejected, RULES.caps))
    if extractor is None:
        return PageRow(item.source_uri, "f", "", Outcome.INDEX, None, None, "", None)
    return page_outcome(extract_page(dated, extractor))


def check(name: str, seed: int, extractor: Extractor | None) -> None:
    """Damage a file once or twice, read it, and see that every page is accounted for."""
    chance = random.Random(f"{name} {seed}")
    whole, data = FORMATS[name], bytearray(FORMATS[name])
    damages = [chance.choice(DAMAGES) for _ in range(chance.randint(1, 2))]
    for damage in damages:
        damage(data, chance)
        data = data or bytearray(b" ")
    items = items_of(bytes(data), rules=RULES, seekable=bool(seed % 2))
    rows = outcomes(items, extractor)
    assert items
    assert max(Counter(row.uri for row in rows).values()) == 1
    assert all(row.reason in set(Reason) for row in rows if row.outcome == Outcome.DEAD)
    told = any(isinstance(item, DeadLetter) for item in items) or items[0].source_uri == "f"
    lost = cut in damages or len(data) < len(whole) or data.count(PAGE_HEADERS) < whole.count(PAGE_HEADERS)
    assert len(items) >= EXPECTED[name] or told or lost, [row.uri for row in rows]


PAGE_HEADERS = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
EXPECTED = {name: len(items_of(data, rules=RULES)) for name, data in FORMATS.items()}
"""How many pages each whole file has."""


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    """The extractor of records."""
    return Extractor.load()


@pytest.mark.parametrize("name", FORMATS)
def test_whole_files_give_stories(name: str, extractor: Extractor) -> None:
    """Before any damage every page is a story."""
    assert {row.outcome for row in outcomes(items_of(FORMATS[name], rules=RULES), extractor)} == {Outcome.STORY}
    assert EXPECTED[name] in (1, 2, 3, 4)


@pytest.mark.parametrize("name", FORMATS)
def test_damaged_files_account_for_every_page(name: str, extractor: Extractor, tried: Tried) -> None:
    """Thousands of damages to each format."""
    cases = -(-CASES // len(FORMATS))
    for seed in range(cases):
        check(name, seed, extractor if seed % EXTRACTED == 0 else None)
    tried("damaged files read: crashes, pages unaccounted for", cases)


@pytest.mark.slow
@pytest.mark.parametrize("name", FORMATS)
def test_damaged_files_account_for_every_page_many_times(name: str, extractor: Extractor, tried: Tried) -> None:
    """A hundred times as many."""
    cases = -(-MANY_CASES // len(FORMATS))
    for seed in range(CASES, CASES + cases):
        check(name, seed, extractor if seed % EXTRACTED == 0 else None)
    tried("damaged files read: crashes, pages unaccounted for", cases)
