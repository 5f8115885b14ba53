"""What an Accept header gets, for each form of query: a content type, or 406 (None). RFC 9110 section 12.5.1."""

JSON, XML = "application/sparql-results+json", "application/sparql-results+xml"
CSV, TSV = "text/csv; charset=utf-8", "text/tab-separated-values; charset=utf-8"
TTL, NT, RDF = "text/turtle; charset=utf-8", "application/n-triples", "application/rdf+xml"
JSONLD, TRIG, NQ = "application/ld+json", "application/trig", "application/n-quads"
FIREFOX = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"

SELECT: tuple[tuple[str | None, str | None], ...] = (
    (None, JSON),
    ("", JSON),
    ("*/*", JSON),
    ("*", JSON),
    (JSON, JSON),
    (XML, XML),
    ("text/csv", CSV),
    ("text/tab-separated-values", TSV),
    ("application/json", "application/json"),
    ("application/xml", "application/xml"),
    ("text/xml", "text/xml; charset=utf-8"),
    ("TEXT/CSV", CSV),
    ("text/csv; charset=utf-8", CSV),
    ("text/csv; header=present", CSV),
    ("text/csv; header=absent", None),
    ("text/csv;q=1.000", CSV),
    ("text/csv;q=0", None),
    ("text/csv;q=0.000", None),
    ("text/csv;q=0, */*", JSON),
    (f"{JSON};q=0, */*", XML),
    (f"{JSON};q=0, {XML};q=0, application/*", "application/json"),
    ("*/*;q=0", None),
    ("*/*;q=0, text/csv", CSV),
    ("text/*", CSV),
    ("application/*", JSON),
    ("text/*;q=0.5, application/*;q=0.4", CSV),
    ("text/*, text/csv;q=0", TSV),
    ("text/*;q=0.3, text/tab-separated-values;q=0.7", TSV),
    ("text/csv, text/tab-separated-values", CSV),
    ("text/tab-separated-values, text/csv", CSV),
    (f"{XML}, {JSON}", JSON),
    (f"{XML}, {JSON};q=0.9", XML),
    (f"{XML};q=0.2, {JSON};q=0.1", XML),
    (f"text/turtle, {XML};q=0.1", XML),
    ("text/turtle", None),
    ("image/png, application/pdf", None),
    ("*/csv", None),
    ("text", None),
    ("text/csv;q=2, text/tab-separated-values;q=0.1", TSV),
    ("text/csv;q=abc, text/tab-separated-values", TSV),
    (",, text/csv ,,", CSV),
    ("text/csv;;q=0.5", CSV),
    ('text/csv;note="a,b;q=0", text/tab-separated-values;q=0.5', TSV),
    ("text/csv;q=0.5;extension=1, text/tab-separated-values;q=0.4", CSV),
    ("image/gif, image/jpeg, *; q=.2, */*; q=.2", JSON),
    (f"{JSON}; version=1.2, text/csv;q=0.1", CSV),
)
"""A SELECT: the most specific range counts, then the weight, then our own order."""

ASK: tuple[tuple[str | None, str | None], ...] = (
    (None, JSON),
    (XML, XML),
    ("text/csv", CSV),
    ("text/turtle", None),
    ("text/turtle, */*;q=0.1", JSON),
)

GRAPH: tuple[tuple[str | None, str | None], ...] = (
    (None, TTL),
    ("*/*", TTL),
    ("text/turtle", TTL),
    ("application/x-turtle", "application/x-turtle"),
    ("application/n-triples", NT),
    ("text/plain", "text/plain; charset=utf-8"),
    ("application/rdf+xml", RDF),
    ("application/ld+json", JSONLD),
    ('application/ld+json; profile="http://www.w3.org/ns/json-ld#compacted"', JSONLD),
    ("application/json", "application/json"),
    ("application/xml", "application/xml"),
    ("application/trig", TRIG),
    ("application/n-quads", NQ),
    ("application/*", NT),
    ("text/*", TTL),
    ("text/turtle;q=0.5, application/rdf+xml", RDF),
    ("text/turtle;q=0.5, application/ld+json;q=0.5", TTL),
    ("application/rdf+xml, */*;q=0.1", RDF),
    ("text/turtle;q=0, */*;q=0.5", NT),
    ("text/csv", None),
    (JSON, None),
)
"""A CONSTRUCT or DESCRIBE, and the endpoint's description of itself."""

BROWSER = ((FIREFOX, "text/html; charset=utf-8"), ("text/html, */*;q=0.9", "text/html; charset=utf-8"))
"""Who names HTML first gets the page."""
