"""What no pipeline over these pages can be faster than, and what no pipeline over these functions can be.

    python -m benchmarks.pipeline.floor words|functions INPUT OUT WORKERS [MOST]

`words` reads, decodes, cuts into words and compresses them (zstd). `functions` calls the very functions of the pipeline and keeps nothing;
with one worker it calls them in a plain loop, with more in a pool.
"""

import sys
from collections.abc import Sequence
from functools import cache, partial
from multiprocessing import Pool
from pathlib import Path

import zstandard

from benchmarks.pipeline.work import CAPS, chunks, page_records, pages_in, read_pages, signed
from schemas.reasons import Rejected
from transforms.text.charset import decode_page
from transforms.text.segment import Segmenter, load_segmenter

_segmenter = cache(load_segmenter)


def main() -> int:
    """Go over INPUT, or its first MOST pages, with WORKERS processes."""
    kind, source, out, workers, *most = sys.argv[1:]
    home = Path(out)
    home.mkdir(parents=True, exist_ok=True)
    work = partial(words, home=home) if kind == "words" else functions
    parts = chunks(pages_in(Path(source))[: int(most[0]) if most else None])
    if int(workers) == 1:
        return _told(sum(map(work, parts)))
    with Pool(int(workers)) as pool:
        return _told(sum(pool.imap_unordered(work, parts)))


def _told(pages: int) -> int:
    sys.stdout.write(f"{pages} pages\n")
    return 0


def words(paths: Sequence[Path], home: Path) -> int:
    """Write the words of some pages; how many pages they were."""
    segmenter: Segmenter = _segmenter()
    texts = []
    for page in read_pages(paths):
        try:
            texts.append(" ".join(segmenter.cut(decode_page(page, CAPS).text)))
        except Rejected:
            texts.append("")
    Path(home, f"{paths[0].stem}.zst").write_bytes(zstandard.compress("\n".join(texts).encode(), 3))
    return len(paths)


def functions(paths: Sequence[Path]) -> int:
    """Extract some pages' records and forget them; how many pages they were."""
    for page in read_pages(paths):
        signed(page_records(page))
    return len(paths)


if __name__ == "__main__":
    sys.exit(main())
