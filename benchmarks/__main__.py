"""The benchmarks that tell whether the pipeline is as fast as it was, and as fast as others, one after another.

    python -m benchmarks [--quick] [--write]

Each prints its own figures; --write puts those of the pipeline and of growth into docs/performance.md, with a plot. The quick form takes
a few minutes and fails only where a ratio is so far from what was measured that no noise explains it; the full one takes hours and installs
the tools that the pipeline is measured beside, in an environment of their own.
"""

import argparse
import subprocess
import sys

from benchmarks.peers import ROOT

QUICK: dict[str, list[str]] = {name: ["--quick"] for name in ("segmentation", "start", "pipeline")}
FULL: dict[str, list[str]] = {
    "segmentation": [],
    "start": [],
    "pipeline": ["--kinds", "text", "full", "--peers", "pool", "words", "functions", "loop", "peers", "script"],
    "growth": [],
}
WRITING = frozenset({"pipeline", "growth"})
"""The benchmarks that write into the documents."""


def main() -> int:
    """Run them all; 1 where one fails."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    failed = []
    for name, flags in (QUICK if options.quick else FULL).items():
        sys.stdout.write(f"== {name}\n")
        sys.stdout.flush()
        asked = [*flags, "--write"] if options.write and name in WRITING else flags
        if subprocess.run([sys.executable, "-m", f"benchmarks.{name}", *asked], cwd=ROOT, check=False).returncode:  # noqa: S603  our own modules
            failed.append(name)
    sys.stdout.write(f"broken: {', '.join(failed)}\n" if failed else "nothing is broken\n")
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
