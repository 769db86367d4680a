#!/bin/sh
# Pins every dependency with hashes into requirements/*.txt: one set, compiled for developers with everything in it,
# and each smaller file held to it. No file names the registry it was resolved from. Run by `make lock`.
set -eu
cd "$(dirname "$0")/.."
uv=${UV:-uv}

compile() { # compile OUT ARGS...
  out=requirements/$1.txt
  shift
  echo "  $out"
  "$uv" pip compile "$@" --output-file "$out" --quiet \
    --generate-hashes --universal --python-version 3.11 \
    --no-emit-index-url --no-emit-find-links --no-annotate --custom-compile-command "make lock"
}

compile dev pyproject.toml --all-extras --group dev
for group in uv build; do
  compile "$group" --group "$group" --constraint requirements/dev.txt
done
compile base pyproject.toml --constraint requirements/dev.txt
for extra in pdf corpus cluster platform; do
  compile "$extra" pyproject.toml --extra "$extra" --constraint requirements/dev.txt
done
