"""Train names.npz.

usage: python -m transforms.text.models.train_names SILVER.jsonl UNER.jsonl

Both files hold one {"text", "spans": [[start, end, kind], ...]} a line. Everything is in a fixed order and L-BFGS runs on
one thread, so that the same files give the same bytes.
"""

import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pycrfsuite

from transforms.text import templates
from transforms.text.lexicon import Lexicons
from transforms.text.models.made_up import Maker
from transforms.text.models.mend import Label, Mender, Sentence, repeat_names
from transforms.text.segment import load_segmenter
from transforms.text.signals import Signals, Watcher
from transforms.text.tagger import MODEL, PAIR_BASE, SCALE
from transforms.text.templates import BOUNDARY, CHAR_SHIFTS, LABELS, PAIR_SHIFTS, WORD_SHIFTS, shifted

HELD_OUT = 10
"""Each tenth silver paragraph is left out of training, for measuring."""
SILVER_STEP = 2
"""One of how many of the other silver paragraphs is taken: they repeat themselves."""
UNER_TIMES = 3
MADE_UP_TIMES = 80
RENAMED = 3
"""All but each third silver paragraph have their people's names exchanged."""
PARAMETERS = {"c1": 0.03, "c2": 0.03, "max_iterations": 70, "feature.minfreq": 2, "feature.possible_transitions": True}


def read(path: Path) -> list[Sentence]:
    """The sentences of a file."""
    with path.open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [(row["text"], [(a, b, kind) for a, b, kind in row["spans"]]) for row in rows]


def sentences(silver: Path, uner: Path, lexicons: Lexicons) -> list[Sentence]:
    """What the model is trained on."""
    mender = Mender(lexicons)
    maker = Maker(lexicons)
    news = repeat_names([mender.sentence(s) for at, s in enumerate(read(silver)) if at % HELD_OUT])[::SILVER_STEP]
    news = [maker.renamed(s) if at % RENAMED else s for at, s in enumerate(news)]
    return news + read(uner) * UNER_TIMES + list(maker.sentences(MADE_UP_TIMES))


def features(signals: Signals) -> list[list[str]]:
    """The names of the templates' rows that hold for each character."""
    codes = signals.chars
    columns = [[f"char{by}={code}" for code in shifted(codes, by).tolist()] for by in CHAR_SHIFTS]
    pairs = codes * PAIR_BASE
    pairs[:-1] += codes[1:]
    columns += [[f"pair{by}={key}" for key in shifted(pairs, by).tolist()] for by in PAIR_SHIFTS]
    words = ["", *signals.words, "", ""]
    where = list(zip(shifted(signals.word, 0).tolist(), shifted(signals.place_in_word, 0).tolist(), strict=True))
    columns += [[f"word{by}={place}{words[word + 1 + by]}" for word, place in where] for by in WORD_SHIFTS]
    columns += [[f"{name}={key}" for key in ids.tolist()] for name, ids, _ in templates.small(signals)]
    return [list(row) for row in zip(*columns, strict=True)]


def labels(size: int, spans: list[Label]) -> list[str]:
    """Each character's label; of names that overlap the first is kept."""
    row = ["O"] * size
    for start, end, kind in sorted(spans):
        if any(label != "O" for label in row[start:end]) or start >= end:
            continue
        row[start:end] = [f"I-{kind}"] * (end - start)
        row[start] = f"B-{kind}"
        row[end - 1] = f"E-{kind}" if end - start > 1 else f"S-{kind}"
    return row


def train(corpus: list[Sentence], watcher: Watcher, model: Path) -> None:
    """Train with CRFsuite into a file of its own format."""
    trainer = pycrfsuite.Trainer(algorithm="lbfgs", params=PARAMETERS, verbose=False)
    for text, spans in corpus:
        if text:
            trainer.append(features(watcher.signals(text)), labels(len(text), spans))
    trainer.train(str(model))


def pack(model: Path) -> dict[str, np.ndarray]:
    """CRFsuite's model as the arrays that transforms.text.tagger reads."""
    tagger = pycrfsuite.Tagger()
    tagger.open(str(model))
    info = tagger.info()
    weights: dict[str, dict[tuple[str, str], float]] = {}
    for (feature, label), weight in info.state_features.items():
        template, _, key = feature.partition("=")
        weights.setdefault(template, {})[key, label] = weight
    chars = _vocabulary(weights, "char")
    pairs = _vocabulary(weights, "pair")
    words = sorted({key[1:] for name, table in weights.items() if name.startswith("word") for key, _ in table} - {""})
    rows_of = {"char": {str(k): i for i, k in enumerate(chars, 1)}, "pair": {str(k): i for i, k in enumerate(pairs, 1)}}
    word_rows = {"": 0} | {word: i for i, word in enumerate(words, 1)}
    rows_of["word"] = {f"{place}{word}": row * BOUNDARY + place for word, row in word_rows.items() for place in range(BOUNDARY)}
    sizes = {"char": len(chars) + 1, "pair": len(pairs) + 1, "word": (len(words) + 1) * BOUNDARY}
    arrays: dict[str, np.ndarray] = {
        "chars": np.array(chars, np.uint16),
        "pairs": np.array(pairs, np.int64),
        "words": np.frombuffer("\n".join(words).encode(), np.uint8),
        "transitions": _transitions(info.transitions),
    }
    names = []
    for name, family, count in _all_templates():
        rows = rows_of.get(family)
        table = {
            (rows[key] if rows else int(key), LABELS.index(label)): w for (key, label), w in weights.get(name, {}).items() if not rows or key in rows
        }
        arrays |= _sparse(name, sizes.get(family, count), table)
        names.append(name)
    return arrays | {"templates": np.frombuffer("\n".join(names).encode(), np.uint8)}


def _vocabulary(weights: dict[str, dict[tuple[str, str], float]], family: str) -> list[int]:
    keys = {int(key) for name, table in weights.items() if name.startswith(family) for key, _ in table}
    return sorted(key for key in keys if family != "char" or 0 < key <= sys.maxunicode >> 4)


def _all_templates() -> Iterator[tuple[str, str, int]]:
    yield from ((f"char{by}", "char", 0) for by in CHAR_SHIFTS)
    yield from ((f"pair{by}", "pair", 0) for by in PAIR_SHIFTS)
    yield from ((f"word{by}", "word", 0) for by in WORD_SHIFTS)
    nothing = Watcher(load_segmenter(), Lexicons.load()).signals("")
    yield from ((name, name, count) for name, _, count in templates.small(nothing))


def _transitions(weights: dict[tuple[str, str], float]) -> np.ndarray:
    table = np.full((len(LABELS), len(LABELS)), -20.0)
    for (one, other), weight in weights.items():
        table[LABELS.index(one), LABELS.index(other)] = weight
    for i, one in enumerate(LABELS):
        for j, other in enumerate(LABELS):
            if not _may_follow(one, other):
                table[i, j] = -40.0
    return np.rint(table / SCALE).astype(np.int16)


def _may_follow(one: str, other: str) -> bool:
    opened = one[0] in "BI"
    goes_on = other[0] in "IE"
    return opened == goes_on and (not opened or one[2:] == other[2:])


def _sparse(name: str, size: int, table: dict[tuple[int, int], float]) -> dict[str, np.ndarray]:
    kept = sorted((row * len(LABELS) + label, round(weight / SCALE)) for (row, label), weight in table.items() if abs(weight) >= 4 * SCALE)
    flat = np.array([0, *(at for at, _ in kept)], np.int64)
    values = np.array([value for _, value in kept], np.int64).clip(-32767, 32767).astype(np.int16)
    return {f"{name}.size": np.array(size), f"{name}.flat": np.diff(flat).astype(np.uint32), f"{name}.values": values}


def main(silver: Path, uner: Path) -> None:
    """Train and write the model beside this script."""
    lexicons = Lexicons.load()
    watcher = Watcher(load_segmenter(), lexicons)
    with tempfile.TemporaryDirectory() as folder:
        model = Path(folder) / "names.crfsuite"
        train(sentences(silver, uner, lexicons), watcher, model)
        arrays = pack(model)
    np.savez_compressed(MODEL, **arrays)  # type: ignore[arg-type]


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
