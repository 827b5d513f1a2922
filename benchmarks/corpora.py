"""Made corpora in a folder, where they stay and are used again."""

import os
import shutil
from pathlib import Path

from benchmarks.pipeline.corpus import Shape, write_corpus
from benchmarks.recorded import Corpus


def made_once(home: Path, corpus: Corpus) -> tuple[Path, int]:
    """A corpus's folder and bytes, written where it isn't there whole."""
    folder = home / f"{corpus.kind}{'-short' if corpus.short else ''}-{corpus.pages}-{corpus.days}-{corpus.seed}"
    made = folder.with_suffix(".bytes")
    if not made.exists():
        shutil.rmtree(folder, ignore_errors=True)
        size = write_corpus(folder, corpus.pages, corpus.days, corpus.seed, Shape(corpus.kind, corpus.short))
        made.write_text(str(size), encoding="ascii")
        if hasattr(os, "sync"):
            os.sync()  # what is written behind the scenes isn't the first tool's
    return folder, int(made.read_text(encoding="ascii"))
