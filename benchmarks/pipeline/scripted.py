"""What a user would script for HTML pages: Trafilatura for the text, jieba's tags for names, pandas for the file, in a loop.

    python -m benchmarks.pipeline.scripted INPUT OUT WORKERS [MOST]

One process whatever WORKERS says: what it takes is compared by processor time. It gives less than the pipeline: no dates resolved, no offices,
no values, no sayings, no offsets; a table of pages and one of words that jieba tags as names, times or numbers.
"""

import sys
from pathlib import Path

import jieba.posseg
import pandas as pd
import trafilatura

CHUNK = 250
NAMED = frozenset({"nr", "nrt", "nrfg", "ns", "nt", "nz", "t", "m"})


def main() -> int:
    """Script INPUT into OUT."""
    source, out = Path(sys.argv[1]), Path(sys.argv[2])
    most = int(sys.argv[4]) if len(sys.argv) > 4 else None  # noqa: PLR2004  an optional argument
    out.mkdir(parents=True, exist_ok=True)
    paths = sorted(path for home in source.iterdir() for path in home.iterdir())[:most]
    for start in range(0, len(paths), CHUNK):
        pages, words = [], []
        for path in paths[start : start + CHUNK]:
            text = trafilatura.extract(path.read_bytes()) or ""
            pages.append({"page": path.name, "text": text})
            words += [{"page": path.name, "word": word, "tag": tag} for word, tag in jieba.posseg.lcut(text) if tag in NAMED]
        pd.DataFrame(pages).to_parquet(out / f"pages-{start:07d}.parquet")
        pd.DataFrame(words, columns=["page", "word", "tag"]).to_parquet(out / f"words-{start:07d}.parquet")
    sys.stdout.write(f"{len(paths)} pages\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
