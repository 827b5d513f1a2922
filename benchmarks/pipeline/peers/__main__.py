"""Run a peer: it writes the pages' rows in its own way, and what it wrote is finished to a lake; all of it is what is measured.

    python -m benchmarks.pipeline.peers MODULE INPUT LAKE WORKERS

MODULE is one of this package's: with_dask and the like.
"""

import sys
from importlib import import_module
from pathlib import Path


def main() -> int:
    """Take INPUT into LAKE with WORKERS processes."""
    from benchmarks.pipeline.peers.finish import MADE, finish  # noqa: PLC0415  processes that a peer spawns import this file and need none of it

    peer, source, lake, workers = sys.argv[1:]
    made = Path(lake).absolute() / MADE
    made.mkdir(parents=True)
    import_module(f"benchmarks.pipeline.peers.{peer}").write(Path(source), made, int(workers))
    finish(made, Path(lake), int(workers))
    return 0


if __name__ == "__main__":
    sys.exit(main())
