"""Training: the same sentences give the same model, and the packed model decodes as CRFsuite does."""

from pathlib import Path

import numpy as np
import pycrfsuite
import pytest

from transforms.text.lexicon import Lexicons
from transforms.text.models import train_names
from transforms.text.models.made_up import Maker
from transforms.text.segment import load_segmenter
from transforms.text.signals import Signals, Watcher
from transforms.text.tagger import Tagger


def trained(folder: Path, watcher: Watcher) -> tuple[Path, bytes]:
    """CRFsuite's file and the packed model's bytes, from a few made-up sentences."""
    model, packed = folder / "small.crfsuite", folder / "small.npz"
    train_names.train(list(Maker(Lexicons.load()).sentences(2)), watcher, model)
    np.savez_compressed(packed, **train_names.pack(model))
    return model, packed.read_bytes()


def labels_of(tagger: Tagger, signals: Signals) -> list[str]:
    """The labels of the names that the tagger finds."""
    return train_names.labels(len(signals.text), [(m.start, m.end, m.kind) for m in tagger.mentions(signals)])


def test_training_twice_gives_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Order, threads and clock leave no trace in the model, and both decoders label alike."""
    monkeypatch.setitem(train_names.PARAMETERS, "max_iterations", 15)
    watcher = Watcher(load_segmenter(), Lexicons.load())
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    model, one = trained(tmp_path / "one", watcher)
    _, two = trained(tmp_path / "two", watcher)
    reference = pycrfsuite.Tagger()
    reference.open(str(model))
    packed = Tagger.load(tmp_path / "one" / "small.npz")
    texts = [text for text, _ in Maker(Lexicons.load(), 5).sentences(1)]
    pairs = [
        pair
        for text in texts
        for pair in zip(reference.tag(train_names.features(watcher.signals(text))), labels_of(packed, watcher.signals(text)), strict=True)
    ]

    assert one == two
    assert sum(theirs == ours for theirs, ours in pairs) > 0.98 * len(pairs)
