"""Big containers in the forms that crawls come in, written a record at a time."""

import gzip
import json
import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from benchmarks.pipeline import words

FIRST_DAY = date(2024, 1, 1)
IMAGE_BYTES = 1 << 20
"""Bytes of a record that is no page."""
LINE_BYTES = 2_000
"""Of a line that holds no page."""


def write_lines(path: Path, size: int, pages: int) -> None:
    """Write JSON lines, gzipped where the name says so: `size` bytes before that, of which `pages` lines hold a story and the others none.

    Lines without a story become dead letters: they cost little to turn away, and are accounted for like every page.
    """
    lines = size // LINE_BYTES
    every = max(lines // pages, 1)
    told, chance = stories(pages), random.Random(5)  # noqa: S311  bytes that don't compress
    with gzip.open(path, "wb", 1) if path.suffix == ".gz" else path.open("wb") as file:
        for number in range(lines):
            filler = chance.randbytes(LINE_BYTES // 2 - 40).hex()
            story = {"text": next(told, "")} if number % every == 0 else {}
            file.write(json.dumps({"url": f"http://news.example/{number}", **story, "note": filler}, ensure_ascii=False).encode() + b"\n")


def write_archive(path: Path, size: int, pages: int) -> None:
    """Write a web archive of `size` bytes with so many stories among images, whose bytes are holes in the file, so that it takes little room."""
    told = stories(pages)
    images = max(size // IMAGE_BYTES // pages, 1)
    with path.open("wb") as file:
        for number, story in enumerate(told):
            file.write(_head(f"http://news.example/{number}.txt", "text/plain; charset=utf-8", len(story.encode())) + story.encode() + b"\r\n\r\n")
            for image in range(images):
                file.write(_head(f"http://news.example/{number}-{image}.jpg", "image/jpeg", IMAGE_BYTES))
                file.seek(IMAGE_BYTES, 1)
                file.write(b"\r\n\r\n")


def stories(pages: int, days: int = 60, seed: int = 7) -> Iterator[str]:
    """Short stories with a title, a dated line and two paragraphs, no two the same, on one day after another."""
    chance = random.Random(seed)  # noqa: S311  a corpus that can be made again
    pick = chance.choice
    for number in range(pages):
        day = FIRST_DAY + timedelta(number * days // pages)
        place, name = pick(words.COUNTIES) + pick(words.TOWNS), pick(words.SURNAMES) + "".join(chance.choices(words.GIVEN, k=2))
        yield (
            f"{place}第{number + 1}号通报\n{day} 09:30 来源：{pick(words.SITES)}\n"
            f"本报讯 {day.month}月{day.day}日，{place}{pick(words.BODIES)}通报，"
            f"{pick(words.MATTERS)}一事已由{name}负责，共涉及{chance.randint(2, 900)}户。\n"
            f"{name}{pick(words.SAID)}，今年将投入{chance.randint(12, 980)}万元，力争{chance.randint(2, 12)}月底前全部完成。\n"
        )


def _head(url: str, media_type: str, length: int) -> bytes:
    http = f"HTTP/1.1 200 OK\r\nContent-Type: {media_type}\r\nContent-Length: {length}\r\n\r\n".encode()
    head = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2024-03-01T00:00:00Z\r\n"
    return f"{head}Content-Length: {len(http) + length}\r\n\r\n".encode() + http
