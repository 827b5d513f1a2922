"""Every durable operation on files, in one place, so that tests can make each of them fail or be the last one.

Durable means: after the call the change survives a loss of power. A file's bytes are synced before its name changes, and the
folder that holds the name is synced after.
"""

import contextlib
import filecmp
import os
import time
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

from pipeline.exchanging import exchange

READERS_SECONDS = 0.2
"""Between opening a folder and listing it a reader takes microseconds; so long may the system keep it from going on."""


class Files:
    """Operations on a local POSIX file system.

    The methods whose names start with `_` are single system calls on the disk, from which the others are made: a test's
    subclass overrides them to fail or die at the k-th. All raise OSError as the operating system gives it.
    """

    def make_folder(self, folder: Path) -> None:
        """Make the folder and what is missing above it; one that is there is left as it is."""
        if folder.is_dir():
            return
        if folder.parent != folder:
            self.make_folder(folder.parent)
        with contextlib.suppress(FileExistsError):
            self._mkdir(folder)
        self._sync(folder.parent)

    def write_atomically(self, path: Path, data: bytes) -> None:
        """Put a file there that holds `data`, in one step: no reader and no crash sees part of it.

        The temporary name holds the process's id, since two processes may make the same lake at once; it ends in .tmp, by which
        what a killed write leaves behind is known.
        """
        temporary = path.with_name(f"{path.name}.{os.getpid()}.tmp")
        self._write(temporary, data)
        self._sync(temporary)
        self.replace(temporary, path)

    def sync_file(self, path: Path) -> None:
        """Bring to disk what another writer has written to the file, and its name."""
        self._sync(path)
        self._sync(path.parent)

    def sync_folder(self, folder: Path) -> None:
        """Bring to disk the names in a folder."""
        self._sync(folder)

    def sync_tree(self, folder: Path) -> None:
        """Bring to disk all files and names below a folder."""
        for parent, _, names in os.walk(folder, topdown=False):
            for name in sorted(names):
                self._sync(Path(parent, name))
            self._sync(Path(parent))
        self._sync(folder.parent)

    def replace(self, source: Path, target: Path) -> None:
        """Give a synced file its final name; what had that name is gone for new readers, and stays whole for those who have it open."""
        self._replace(source, target)
        self._sync(target.parent)
        if source.parent != target.parent:
            self._sync(source.parent)

    def swap_folders(self, source: Path, target: Path, grave: Path) -> None:
        """Put one folder in the place of another, which goes to `grave`; once `source` is gone the swap is done, and nothing happens.

        Between its two renames there is no folder of that name: a reader finds nothing, but never a mixture.
        """
        if source.exists():
            if target.exists():
                self._replace(target, grave)
            self._replace(source, target)
        for folder in {source.parent, target.parent, grave.parent}:
            self._sync(folder)

    def exchange_folder(self, source: Path, target: Path, names: Collection[str]) -> None:
        """Put a folder that holds files of these names in the place of another, or of none; where it is there already, nothing happens.

        The two change places in one step, so that a reader lists either: what was there lies at `source` then. Where the file system can't
        do that it goes to a grave beside `source`, and for the time between two renames there is no folder of that name.
        """
        if source.exists() and (not target.exists() or {path.name for path in target.iterdir()} != set(names)):
            if not target.exists():
                self._replace(source, target)
            elif not self._exchange(source, target):
                self._replace(target, source.with_name(f"{source.name}.before"))
                self._replace(source, target)
        for folder in {source.parent, target.parent}:
            self._sync(folder)

    def wait_for_readers(self) -> None:
        """Give whoever has opened a folder that was exchanged the time to list it, before the files in it are removed."""
        time.sleep(READERS_SECONDS)

    def link(self, source: Path, target: Path) -> None:
        """Give a file a second name, on the same file system; the new name need not survive a loss of power."""
        self._link(source, target)

    def same_bytes(self, one: Path, other: Path) -> bool:
        """Whether both are there and hold the same."""
        return one.is_file() and other.is_file() and filecmp.cmp(one, other, shallow=False)

    def replace_all(self, moves: Sequence[tuple[Path, Path]], root: Path) -> None:
        """Give synced files their final names, in this order, as `replace` does each, in folders made below `root` where they are missing.

        A folder is synced once for all names in it, also where a source is gone since a killed call has moved it before: the files of
        thousands of days need a sync each, not three.
        """
        homes = dict.fromkeys(target.parent for _, target in moves)
        self._make_folders(homes, root)
        for source, target in moves:
            if source.exists():
                self._replace(source, target)
        for folder in dict.fromkeys((*homes, *(source.parent for source, _ in moves))):
            self._sync(folder)

    def _make_folders(self, folders: Iterable[Path], root: Path) -> None:
        """Make what is missing of these folders and of those above them up to `root`; their names are on disk when it returns."""
        holders: dict[Path, None] = {}
        for folder in folders:
            for made in reversed((folder, *folder.parents)[: len(folder.relative_to(root).parts)]):
                holders[made.parent] = None
                if not made.is_dir():
                    self._mkdir(made)
        for holder in holders:
            self._sync(holder)

    def remove(self, path: Path) -> None:
        """Remove a file; one that is gone already is no error."""
        with contextlib.suppress(FileNotFoundError):
            self._unlink(path)
            self._sync(path.parent)

    def remove_empty_folder(self, folder: Path) -> None:
        """Remove a folder if it holds nothing; one that holds something stays, and one that is gone already is no error."""
        if folder.is_dir() and not any(folder.iterdir()):
            self._rmdir(folder)
            self._sync(folder.parent)

    def remove_tree(self, folder: Path) -> None:
        """Remove a folder with all that it holds; links are removed, not followed. One that is gone already is no error."""
        if not folder.exists() and not folder.is_symlink():
            return
        for parent, folders, names in os.walk(folder, topdown=False):
            for name in sorted(names):
                self._unlink(Path(parent, name))
            for name in sorted(folders):
                self._remove_entry(Path(parent, name))
        self._rmdir(folder)
        self._sync(folder.parent)

    def _remove_entry(self, folder: Path) -> None:
        """Remove an emptied folder, or a link to one."""
        if folder.is_symlink():
            self._unlink(folder)
        else:
            self._rmdir(folder)

    def _mkdir(self, folder: Path) -> None:
        folder.mkdir()

    def _write(self, path: Path, data: bytes) -> None:
        path.write_bytes(data)

    def _sync(self, path: Path) -> None:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def _replace(self, source: Path, target: Path) -> None:
        source.replace(target)

    def _exchange(self, source: Path, target: Path) -> bool:
        return exchange(source, target)

    def _link(self, source: Path, target: Path) -> None:
        target.hardlink_to(source)

    def _unlink(self, path: Path) -> None:
        path.unlink()

    def _rmdir(self, folder: Path) -> None:
        folder.rmdir()
