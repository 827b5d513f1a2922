"""The jars of Beam's Flink job server: fetched by Maven once, and checked against recorded sums each time they are used."""

import hashlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
PINNED = dict(reversed(line.split()) for line in (HERE / "jars.sha256").read_text("ascii").splitlines())
"""SHA-256 by the jar's name."""


class JarsMissing(Exception):
    """The jars aren't there and can't be fetched; the message says why."""


def jars_folder() -> Path:
    """Where the jars are kept: $ZHENGWEN_FLINK_JARS, or a folder in the user's cache."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return Path(os.environ.get("ZHENGWEN_FLINK_JARS") or cache / "zhengwen" / "flink-jars")


def sums(folder: Path) -> dict[str, str]:
    """The SHA-256 of each file in a folder, by its name."""
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


def flink_jars() -> Path:
    """The folder that holds exactly the pinned jars.

    Raises:
        JarsMissing: Java or Maven isn't installed, or Maven can't fetch them.
        RuntimeError: A jar isn't the one that was recorded.
    """
    if shutil.which("java") is None:
        raise JarsMissing("Java is not installed")
    folder = jars_folder()
    if not folder.exists():
        _fetch(folder)
    if wrong := {name for name, _ in sums(folder).items() ^ PINNED.items()}:
        raise RuntimeError(f"{folder}: not the recorded jars: {', '.join(sorted(wrong))}. Remove the folder to fetch them again.")
    return folder


def _fetch(folder: Path) -> None:
    """Fetch the jars that pom.xml names beside the folder, and put them in place all at once."""
    if shutil.which("mvn") is None:
        raise JarsMissing(f"Maven is not installed, and {folder} does not exist")
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as scratch:
        copy = ["dependency:copy-dependencies", "-DincludeScope=runtime", f"-DoutputDirectory={scratch}/jars"]
        done = subprocess.run(["mvn", "-B", "-q", "-C", "-f", HERE / "pom.xml", *copy], capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise JarsMissing(f"Maven could not fetch the jars: {done.stdout.strip().splitlines()[:1]}")
        try:
            Path(scratch, "jars").rename(folder)
        except OSError:
            # Another process was faster: its jars are checked like any.
            if not folder.exists():
                raise
