"""The words of SPARQL, and prefixes that people bring from elsewhere: what a slip is compared with."""

WELL_KNOWN = {
    "bibo": "http://purl.org/ontology/bibo/",
    "dbo": "http://dbpedia.org/ontology/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "geo": "http://www.opengis.net/ont/geosparql#",
    "qb": "http://purl.org/linked-data/cube#",
    "time": "http://www.w3.org/2006/time#",
    "wd": "http://www.wikidata.org/entity/",
    "wdt": "http://www.wikidata.org/prop/direct/",
}
"""Prefixes that people bring from elsewhere; ours need no declaration, these do."""
_FUNCTIONS = (
    "ABS AVG BNODE BOUND CEIL COALESCE CONCAT CONTAINS COUNT DATATYPE DAY ENCODE_FOR_URI EXISTS FLOOR GROUP_CONCAT HOURS "
    "IF IRI LANG LANGMATCHES LCASE MAX MD5 MIN MINUTES MONTH NOW RAND REGEX REPLACE ROUND SAMPLE SECONDS SHA1 SHA256 "
    "SHA384 SHA512 STR STRAFTER STRBEFORE STRDT STRENDS STRLANG STRLEN STRSTARTS STRUUID SUBSTR SUM TIMEZONE TZ UCASE URI "
    "UUID YEAR isBLANK isIRI isLITERAL isNUMERIC isURI sameTerm"
)
FUNCTIONS = tuple(_FUNCTIONS.split())
AGGREGATES = frozenset({"AVG", "COUNT", "GROUP_CONCAT", "MAX", "MIN", "SAMPLE", "SUM"})
_KEYWORDS = (
    "AS ASC ASK BASE BIND CONSTRUCT DESC DESCRIBE DISTINCT EXISTS FILTER FROM GRAPH GROUP HAVING LIMIT MINUS "
    "NAMED NOT OFFSET OPTIONAL ORDER "
    "PREFIX REDUCED SELECT UNDEF UNION VALUES WHERE"
)
KEYWORDS = tuple(_KEYWORDS.split())
OPENERS = frozenset({"WHERE", "OPTIONAL", "UNION", "MINUS", "EXISTS"})
"""Keywords behind which a group in braces comes."""
