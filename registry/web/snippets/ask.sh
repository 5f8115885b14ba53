#!/bin/sh
set -eu
registry=http://127.0.0.1:8080

# A query of the library, then its answer: as CSV, as JSON
curl -sSf -o late.rq "$registry/sparql/examples/most-late.rq"
curl -sSf -H 'Accept: text/csv' --data-urlencode query@late.rq -o late.csv "$registry/sparql"
curl -sSf -H 'Accept: application/sparql-results+json' --data-urlencode query@late.rq -o late.json "$registry/sparql"

# Later: only if it changed since; compressed on the way
curl -sSf -G --compressed --etag-save late.etag -d format=csv --data-urlencode query@late.rq -o late.csv "$registry/sparql"
curl -sSf -G --compressed --etag-compare late.etag -d format=csv --data-urlencode query@late.rq \
    -w '%{http_code}\n' -o late.csv "$registry/sparql"
head -n 3 late.csv
