"""Pages enough for a cluster: of many stories, and of many days."""

from pathlib import Path

from tests.helpers import SAMPLE


def write_variants(folder: Path, count: int) -> Path:
    """The sample, and variants of one of its pages on many days; the folder."""
    folder.mkdir()
    for page in SAMPLE.iterdir():
        (folder / page.name).write_bytes(page.read_bytes())
    story = (SAMPLE / "spring-ploughing.txt").read_text("utf-8")
    for number in range(count):
        text = story.replace("860亩", f"{number + 900}亩").replace("2026-03-11", f"2026-{number % 6 + 1:02}-{number % 28 + 1:02}")
        (folder / f"ploughing-{number:03}.txt").write_text(text, "utf-8")
    return folder
