"""What several tests need: pages of their own, ingesting them, and reading a lake back as bytes and rows."""

import hashlib
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from pipeline.cli import main
from schemas.tables import TABLES

REPOSITORY = Path(__file__).resolve().parents[1]
SAMPLE = REPOSITORY / "pipeline" / "sample" / "pages"


def shared() -> Path | None:
    """The folder of shared gold data, where it is at hand."""
    import os  # noqa: PLC0415 - only this helper needs it

    folder = Path(os.environ.get("ZHENGWEN_SHARED") or REPOSITORY.parent / "shared")
    return folder if (folder / "data").is_dir() else None


def ingest(lake: Path, *inputs: Path | str, **flags: str | int) -> int:
    """Run `zhengwen ingest` quietly; the exit code."""
    extra = [part for name, value in flags.items() for part in (f"--{name.replace('_', '-')}", str(value))]
    return main(["ingest", *map(str, inputs), "--lake", str(lake), "--quiet", *extra])


def table_bytes(lake: Path) -> dict[str, str]:
    """The digest of each file of the lake's tables, by its path in the lake."""
    files = (path for table in TABLES for path in sorted((lake / table).rglob("*")) if path.is_file())
    return {str(path.relative_to(lake)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def rows(lake: Path, table: str) -> list[dict[str, Any]]:
    """All rows of a table, by partition."""
    return [row for path in sorted((lake / table).rglob("*.parquet")) for row in pq.ParquetFile(path).read().to_pylist()]


STORY = (
    "{town}县委书记{name}5月12日到城东水厂检查供水设施,要求赶在汛期之前完成管网改造,确保群众喝上放心水。\n"
    "据水厂负责人介绍,改造工程投资{amount}万元,涉及老旧小区36个,预计6月底前全部完工。\n"
    "{name}表示,供水无小事,各部门要密切配合,把好事办好,让群众满意。"
)


def page(town: str = "清浦", name: str = "柳青川", amount: int = 860, published: str | None = "2025-05-13 09:30", teasers: int = 0) -> str:
    """A page written for tests: headline, a line of date and source, a story, teaser rows."""
    head = [f"{town}县加快老旧供水管网改造"]
    head += [f"{published} 来源:{town}县融媒体中心"] if published else []
    rows_of_others = [f"县域 {town}第{number}届桃花节开幕 2025-04-{number + 10}" for number in range(1, teasers + 1)]
    return "\n".join([*head, STORY.format(town=town, name=name, amount=amount), f"编辑:{town}融媒", *rows_of_others])


def write_pages(folder: Path, **pages: str) -> Path:
    """Write pages as UTF-8 text files, named by keyword; the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in pages.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return folder
