#!/bin/sh
set -eu
registry=http://127.0.0.1:8080
json='Accept: application/sparql-results+json'

# A query of the library, then its answer: as CSV, as JSON
curl -sSf -o late.rq "$registry/sparql/examples/most-late.rq"
curl -sSf -H 'Accept: text/csv' --data-urlencode query@late.rq -o late.csv "$registry/sparql"
curl -sSf -H "$json" --data-urlencode query@late.rq -o late.json "$registry/sparql"

# Every day: the first time all of it, afterwards only if it changed; compressed on the way
daily() {
    curl -sSf -G --compressed -H 'Accept: text/csv' --data-urlencode query@late.rq \
        --etag-compare late.etag --etag-save late.etag \
        -w '%{http_code}\n' -o late.csv "$registry/sparql"
}
daily
daily
head -n 3 late.csv
