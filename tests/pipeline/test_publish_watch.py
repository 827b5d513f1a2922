"""A watch publishes the Iceberg tables once a minute and at its end, and tries again where that failed."""

from pathlib import Path

import pytest

from pipeline import publish_watch
from pipeline.errors import LakeError
from pipeline.files import Files
from pipeline.lake.folders import Lake, open_or_create_lake
from pipeline.publish_watch import PUBLISH_NS, PublishWatch


def test_when_a_watch_publishes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """At first, then a minute after a commit; at once where it ends; never without a commit; again after an error."""
    now, published, fails = [10 * PUBLISH_NS], [0], [False]

    def publish(_lake: Lake, _files: Files) -> None:
        if fails[0]:
            raise LakeError("the disk is full")
        published[0] += 1

    monkeypatch.setattr(publish_watch, "publish_if_asked", publish)
    watch = PublishWatch(open_or_create_lake(tmp_path / "lake", Files()), Files(), 1.0, lambda: now[0])
    watch.publish()
    watch.publish(at_once=True)
    assert published == [1]

    watch.committed()
    now[0] += PUBLISH_NS - 1
    watch.committed()
    watch.publish()
    assert published == [1]
    now[0] += 1
    fails[0] = True
    with pytest.raises(LakeError):
        watch.publish()
    fails[0] = False
    watch.publish()
    watch.publish()
    assert published == [2]

    watch.committed()
    watch.publish(at_once=True)
    assert published == [3]
