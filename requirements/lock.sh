#!/bin/sh
# Writes run.txt, build.txt and test.txt anew: every version pinned with its hashes, no index and no host named.
# `make lock` calls it. An index other than the usual one is given by UV_DEFAULT_INDEX.
set -eu

tool=$(mktemp -d)
trap 'rm -rf "$tool"' EXIT
"$PYTHON" -m venv "$tool"
"$tool/bin/python" -m pip --disable-pip-version-check --quiet install uv

compile() {
    "$tool/bin/uv" pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
        --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" "$@"
}
compile requirements/run.in -o requirements/run.txt
compile requirements/build.in -c requirements/run.txt -o requirements/build.txt
compile requirements/test.in -c requirements/run.txt -c requirements/build.txt -o requirements/test.txt
