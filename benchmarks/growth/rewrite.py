"""Read Parquet files and write each once more beside itself, as a merge of their days has to at least.

python -m benchmarks.growth.rewrite LIST
"""

import sys
from pathlib import Path

import pyarrow.parquet as pq

from schemas.tables import TABLES
from transforms.parquet import write_table


def main() -> int:
    """Rewrite the files that LIST names, a line each."""
    names = Path(sys.argv[1]).read_text(encoding="utf-8").splitlines()
    for path in map(Path, names):
        table = path.parent.parent.name
        if table in TABLES:
            again = path.with_suffix(".again")
            write_table(table, pq.ParquetFile(path).read(), again)
            again.unlink()
    sys.stdout.write(f"{len(names)} files\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
