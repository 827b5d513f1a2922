"""The jars of Beam's Flink job server, and of another Flink: fetched by Maven once, and checked against recorded sums each time they are used."""

import hashlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
JOB_SERVER, OTHER_FLINK = HERE, HERE / "other_flink"
"""Folders with the pom.xml that names the jars, and jars.sha256 with their sums."""


class JarsMissing(Exception):
    """The jars aren't there and can't be fetched; the message says why."""


def jars_folder(wanted: Path) -> Path:
    """Where jars are kept: those of the job server in $ZHENGWEN_FLINK_JARS, or in a folder in the user's cache, and the others beside them."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = Path(os.environ.get("ZHENGWEN_FLINK_JARS") or cache / "zhengwen" / "flink-jars")
    return folder if wanted == JOB_SERVER else folder.with_name(f"other-{folder.name}")


def sums(folder: Path) -> dict[str, str]:
    """The SHA-256 of each file in a folder, by its name."""
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


def pinned(wanted: Path) -> dict[str, str]:
    """SHA-256 by the jar's name."""
    return dict(reversed(line.split()) for line in (wanted / "jars.sha256").read_text("ascii").splitlines())


def flink_jars(wanted: Path = JOB_SERVER) -> Path:
    """The folder that holds exactly the pinned jars.

    Raises:
        JarsMissing: Java or Maven isn't installed, or Maven can't fetch them.
        RuntimeError: A jar isn't the one that was recorded.
    """
    if shutil.which("java") is None:
        raise JarsMissing("Java is not installed")
    folder = jars_folder(wanted)
    if not folder.exists():
        _fetch(wanted, folder)
    if wrong := {name for name, _ in sums(folder).items() ^ pinned(wanted).items()}:
        raise RuntimeError(f"{folder}: not the recorded jars: {', '.join(sorted(wrong))}. Remove the folder to fetch them again.")
    return folder


def _fetch(wanted: Path, folder: Path) -> None:
    """Fetch the jars that a pom.xml names, and put them in place all at once."""
    if shutil.which("mvn") is None:
        raise JarsMissing(f"Maven is not installed, and {folder} does not exist")
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as scratch:
        copy = ["dependency:copy-dependencies", "-DincludeScope=runtime", f"-DoutputDirectory={scratch}/jars"]
        done = subprocess.run(["mvn", "-B", "-q", "-C", "-f", wanted / "pom.xml", *copy], capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise JarsMissing(f"Maven could not fetch the jars: {done.stdout.strip().splitlines()[:1]}")
        try:
            Path(scratch, "jars").rename(folder)
        except OSError:
            # Another process was faster: its jars are checked like any.
            if not folder.exists():
                raise
