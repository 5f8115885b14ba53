"""RDF written by hand from the ledger's lines: what a page costs is then a few dictionary look-ups a line.

It may import `vocab` alone. Every function takes canonical N-Triples lines without their end, as pyoxigraph writes them:
one space between the terms, literals escaped, no white space in an IRI. Read `lines` (taking them apart, names made
short), then `turtle`, `rdfxml` and `jsonld`; `registry.rendering` puts documents together and checks what comes in.
"""
