"""Publishing in a process of its own: `python -m tests.pipeline.publish_alone LAKE TIMES` publishes that many versions of two tables.

Version n has, in `people` and in `articles`, n % 5 + 2 stories on each of two days.
"""

import sys
from pathlib import Path

from pipeline.files import Files
from pipeline.lake.folders import open_lake
from pipeline.lake.lock import writing
from pipeline.publishing import publish_if_asked
from tests.pipeline.iceberg_lake import DAYS, put

TABLES_WRITTEN = ("people", "articles")


def write_version(root: Path, number: int) -> None:
    """Bring the lake to a version, and publish it."""
    lake = open_lake(root)
    with writing(lake, 60):
        for name in TABLES_WRITTEN:
            for day in DAYS:
                put(lake, name, list(range(number % 5 + 2)), day)
        publish_if_asked(lake, Files())


if __name__ == "__main__":
    for version in range(int(sys.argv[2])):
        write_version(Path(sys.argv[1]), version)
