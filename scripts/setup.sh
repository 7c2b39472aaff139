#!/usr/bin/env bash
# Makes the virtual environment $1 and installs the locked dependencies, every file of
# them held against its hash. Uses uv where it works, else Python's own venv and pip.
set -euo pipefail
cd "$(dirname "$0")/.."
venv="${1:-.venv}"

find_python() {
  # A name on PATH may be a shim for a version that is not installed: ask each.
  local name
  for name in ${PYTHON:-} python3.11 python3.12 python3.13 python3.14 python3 python; do
    if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      "$name" -c 'import sys; print(sys.executable)'
      return
    fi
  done
  echo "no Python 3.11 or newer found; install one, or name it: make setup PYTHON=..." >&2
  return 1
}

if [ ! -x "$venv/bin/python" ]; then
  python="$(find_python)"
  if uv --version >/dev/null 2>&1; then
    uv venv --quiet --python "$python" "$venv"
  else
    "$python" -m venv "$venv"
  fi
fi

if uv --version >/dev/null 2>&1; then
  # Compiled here once: a start would else compile a thousand modules, each time.
  install=(uv pip install --quiet --compile-bytecode --python "$venv/bin/python")
else
  "$venv/bin/python" -m pip --version >/dev/null
  install=("$venv/bin/python" -m pip install --quiet --disable-pip-version-check)
fi
"${install[@]}" --require-hashes -r requirements/dev.txt
# The build backend is among the locked packages: nothing is fetched here unchecked.
"${install[@]}" --no-deps --no-build-isolation -e .
"$venv/bin/python" -m compileall -q src
