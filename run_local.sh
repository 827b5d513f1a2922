#!/usr/bin/env bash
# From a clean clone to Parquet on disk: sets up a locked environment of its own in .venv, then runs zhengwen.
#
#   ./run_local.sh                      ingest the bundled sample into ./lake and show it
#   ./run_local.sh test [PYTEST ARGS]   run all tests
#   ./run_local.sh bench [--quick]      the benchmarks that tell whether the pipeline is as fast as it was
#   ./run_local.sh bench NAME ...       one benchmark: a package of benchmarks/, such as extraction --quick
#   ./run_local.sh COMMAND ...          any zhengwen command, such as: ingest INPUT --lake DIR
set -euo pipefail

repo=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
venv=${ZHENGWEN_VENV:-$repo/.venv}
say() { printf '%s\n' "$*" >&2; }

# A Python that the project supports: $PYTHON when given, else the first of the usual names.
find_python() {
  local name
  for name in ${PYTHON:-python3.11 python3.12 python3.13 python3 python}; do
    if "$name" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null; then
      printf '%s\n' "$name"
      return
    fi
  done
  say "run_local.sh: no Python 3.11, 3.12 or 3.13 found. Install one, or name it: PYTHON=/path/to/python3.11 ./run_local.sh"
  exit 1
}

# Debian's python3 may lack ensurepip: then the environment is made bare and the outer pip fills it.
make_venv() {
  local python=$1
  rm -rf "$venv"
  if "$python" -m venv "$venv" >/dev/null 2>&1; then return; fi
  rm -rf "$venv"
  if "$python" -m venv --without-pip "$venv" && "$python" -m pip --python "$venv/bin/python" install --quiet pip; then return; fi
  say "run_local.sh: $python can make no virtual environment: install its venv or pip module (Debian: apt-get install python3-venv)."
  exit 1
}

# The environment is made anew when the lock file or the interpreter changes; otherwise nothing is done.
set_up() {
  local python stamp wanted
  stamp=$venv/.zhengwen-stamp
  wanted=$(cksum < "$repo/requirements.lock")
  if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ] && [ -x "$venv/bin/python" ]; then return; fi
  if [ -n "${_ARGCOMPLETE-}" ]; then exit 0; fi # the tab key sets nothing up
  python=$(find_python) || exit 1
  say "Setting up the environment in $venv (once: 1.2 GB, about a minute on a quiet machine) ..."
  make_venv "$python"
  "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --use-pep517 --require-hashes -r "$repo/requirements.lock" || {
    say "run_local.sh: the packages in requirements.lock could not be installed: see pip's message above, then start again."
    exit 1
  }
  printf '%s\n' "$wanted" > "$stamp"
}

set_up
export PYTHONPATH=$repo${PYTHONPATH:+:$PYTHONPATH}
case ${1-} in
  test)
    shift
    cd "$repo"
    exec "$venv/bin/python" -m pytest "$@"
    ;;
  bench)
    name=${2-}
    case $name in
      "" | -*)
        shift
        exec "$venv/bin/python" -m benchmarks "$@"
        ;;
    esac
    if [ ! -f "$repo/benchmarks/$name/__main__.py" ]; then
      say "run_local.sh: there is no benchmark $name, only: $(cd "$repo/benchmarks" && ls -d */__main__.py | sed 's|/.*||' | paste -sd ' ')"
      exit 2
    fi
    shift 2
    exec "$venv/bin/python" -m "benchmarks.$name" "$@"
    ;;
  "") exec "$venv/bin/python" -m pipeline.cli demo --lake lake ;;
  *) exec "$venv/bin/python" -m pipeline.cli "$@" ;;
esac
