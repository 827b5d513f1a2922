"""The benchmarks that tell whether the pipeline is as fast as it was, one after another.

    python -m benchmarks [--quick]

Each prints its own figures; docs/performance.md has those that were measured, and what else there is to measure. The quick form takes
a few minutes and fails only where a ratio is so far from what was measured that no noise explains it.
"""

import argparse
import subprocess
import sys

from benchmarks.peers import ROOT

NAMES = ("segmentation", "start", "pipeline")


def main() -> int:
    """Run them all; 1 where one fails."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--quick", action="store_true")
    flags = ["--quick"] if parser.parse_args().quick else []
    failed = []
    for name in NAMES:
        sys.stdout.write(f"== {name}\n")
        sys.stdout.flush()
        if subprocess.run([sys.executable, "-m", f"benchmarks.{name}", *flags], cwd=ROOT, check=False).returncode:  # noqa: S603  our own modules
            failed.append(name)
    sys.stdout.write(f"broken: {', '.join(failed)}\n" if failed else "nothing is broken\n")
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
