"""File layers that fail, die, or lose power at the k-th operation on the disk."""

import os
import random
import shutil
import signal
from collections.abc import Callable
from pathlib import Path

from pipeline.files import Files

Undo = Callable[[], None]


class Killed(BaseException):
    """The process ends here; nothing of it may catch this."""


class CountingFiles(Files):
    """Counts the operations and calls `before(number, path)` ahead of each; nothing is really synced, which saves the tests' time."""

    def __init__(self) -> None:
        self.done = 0
        self.log: list[str] = []

    def before(self, _path: Path) -> None:
        """What happens ahead of operation number `done`, counted from 1."""

    def _count(self, name: str, path: Path) -> None:
        self.done += 1
        self.log.append(f"{name} {path.name}")
        self.before(path)

    def _mkdir(self, folder: Path) -> None:
        self._count("mkdir", folder)
        super()._mkdir(folder)

    def _write(self, path: Path, data: bytes) -> None:
        self._count("write", path)
        super()._write(path, data)

    def _sync(self, path: Path) -> None:
        self._count("sync", path)

    def _replace(self, source: Path, target: Path) -> None:
        self._count("replace", target)
        super()._replace(source, target)

    def _exchange(self, source: Path, target: Path) -> bool:
        self._count("exchange", target)
        return super()._exchange(source, target)

    def wait_for_readers(self) -> None:
        """Nobody reads."""

    def _link(self, source: Path, target: Path) -> None:
        self._count("link", target)
        super()._link(source, target)

    def _unlink(self, path: Path) -> None:
        self._count("unlink", path)
        super()._unlink(path)

    def _rmdir(self, folder: Path) -> None:
        self._count("rmdir", folder)
        super()._rmdir(folder)


class DyingFiles(CountingFiles):
    """The process dies ahead of operation `at`; a write that it dies in leaves half its bytes where `torn` is set."""

    def __init__(self, at: int, *, torn: bool = False) -> None:
        super().__init__()
        self.at = at
        self.torn = torn

    def before(self, _path: Path) -> None:
        """Die at the chosen operation."""
        if self.done >= self.at:
            raise Killed

    def _write(self, path: Path, data: bytes) -> None:
        if self.torn and self.done + 1 == self.at:
            path.write_bytes(data[: len(data) // 2])
        super()._write(path, data)


class SigkilledFiles(DyingFiles):
    """As DyingFiles, by a real SIGKILL to its own process, with real syncs."""

    def before(self, _path: Path) -> None:
        """Be killed at the chosen operation."""
        if self.done >= self.at:
            os.kill(os.getpid(), signal.SIGKILL)

    def _sync(self, path: Path) -> None:
        super()._sync(path)
        Files._sync(self, path)


class FailingFiles(CountingFiles):
    """Operation `at` fails with an error of the operating system; so do all later ones where `lasting` is set."""

    def __init__(self, at: int, code: int, *, lasting: bool) -> None:
        super().__init__()
        self.at = at
        self.code = code
        self.lasting = lasting

    def before(self, path: Path) -> None:
        """Fail at the chosen operation."""
        if self.done == self.at or (self.lasting and self.done > self.at):
            raise OSError(self.code, os.strerror(self.code), str(path))


class UnsyncedFiles(DyingFiles):
    """Loses power ahead of operation `at`: what had not been synced may be gone, in any mixture.

    The bytes of a file that was not synced are torn; a change of a name is undone where the folder that holds it was not synced
    after. Replaced and removed files are kept in a grave outside the lake, so that they can come back.
    """

    def __init__(self, at: int, grave: Path, chance: random.Random, unsynced: tuple[Path, ...] = ()) -> None:
        super().__init__(at)
        self.grave = grave
        self.chance = chance
        self.dirty: set[Path] = set(unsynced)
        self.names: list[tuple[Path, Undo]] = []

    def lose_power(self) -> None:
        """Tear unsynced bytes and undo unsynced changes of names, the latest first, each by chance."""
        for path in sorted(self.dirty):
            if path.is_file() and self.chance.random() < 0.7:
                data = path.read_bytes()
                path.write_bytes(data[: self.chance.randrange(len(data) + 1)])
        for _, undo in reversed([entry for entry in self.names if self.chance.random() < 0.6]):
            undo()
        self.names.clear()
        self.dirty.clear()

    def _sync(self, path: Path) -> None:
        super()._sync(path)
        self.dirty.discard(path)
        self.names = [(folder, undo) for folder, undo in self.names if folder != path]

    def _write(self, path: Path, data: bytes) -> None:
        fresh = not path.exists()
        super()._write(path, data)
        self.dirty.add(path)
        if fresh:
            self.names.append((path.parent, lambda: self._bury(path)))

    def _mkdir(self, folder: Path) -> None:
        super()._mkdir(folder)
        self.names.append((folder.parent, lambda: self._bury(folder)))

    def _replace(self, source: Path, target: Path) -> None:
        old = self._keep(target)
        super()._replace(source, target)
        if source in self.dirty:
            self.dirty.remove(source)
            self.dirty.add(target)
        self.names.append((target.parent, lambda: self._undo_replace(source, target, old)))
        if source.parent != target.parent:
            self.names.append((source.parent, lambda: self._bring_back(target, source)))

    def _exchange(self, source: Path, target: Path) -> bool:
        done = super()._exchange(source, target)
        if done:
            self.names.append((target.parent, lambda: self._undo_exchange(source, target)))
        return done

    def _undo_exchange(self, source: Path, target: Path) -> None:
        if source.is_dir() and target.is_dir():
            Files._exchange(self, source, target)

    def _unlink(self, path: Path) -> None:
        old = self._keep(path)
        super()._unlink(path)
        self.names.append((path.parent, lambda: self._bring_back(old, path)))

    def _rmdir(self, folder: Path) -> None:
        super()._rmdir(folder)
        self.names.append((folder.parent, lambda: folder.mkdir(exist_ok=True) if folder.parent.is_dir() else None))

    def _keep(self, path: Path) -> Path | None:
        if not path.is_file():
            return None
        old = self._grave_of(path)
        old.hardlink_to(path)
        return old

    def _undo_replace(self, source: Path, target: Path, old: Path | None) -> None:
        if source.parent.is_dir() and target.is_file():
            target.replace(source)
            self._bring_back(old, target)

    def _bury(self, path: Path) -> None:
        if path.exists():
            path.rename(self._grave_of(path))

    def _bring_back(self, old: Path | None, path: Path) -> None:
        if old is not None and old.is_file() and path.parent.is_dir() and not path.exists():
            shutil.copyfile(old, path)

    def _grave_of(self, path: Path) -> Path:
        return self.grave / f"{len(list(self.grave.iterdir()))}-{path.name}"
