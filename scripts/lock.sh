#!/usr/bin/env bash
# Resolves the dependencies anew: requirements/base.txt for running, dev.txt for all, and
# bench-*.txt for those that `make bench` is held against, each without what it drags in.
# Holds for every platform and Python from 3.11; carries hashes and no addresses.
set -euo pipefail
cd "$(dirname "$0")/.."
export UV_CUSTOM_COMPILE_COMMAND="make lock"
options=(--quiet --universal --python-version 3.11 --generate-hashes
         --fork-strategy fewest --no-emit-index-url --no-emit-find-links --no-emit-build-options)
uv pip compile "${options[@]}" pyproject.toml -o requirements/base.txt "$@"
uv pip compile "${options[@]}" pyproject.toml -c requirements/base.txt \
  --extra asterix --extra node --extra test --extra lint --extra build -o requirements/dev.txt "$@"
for peers in requirements/bench-*.in; do
  uv pip compile "${options[@]}" --no-deps "$peers" -o "${peers%.in}.txt" "$@"
done
