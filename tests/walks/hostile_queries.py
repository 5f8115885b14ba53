"""Queries that were seen to kill an engine, or that somebody would try: data, each with its kind and what may come of it.

The kinds are those of the threat model: brackets within brackets, long flat chains (which kill without any nesting),
work without end, memory, ways out to other hosts and files, text that two readers read differently, updates.
`{canary}` in a text stands for the address of a server that nobody may ever ask.
"""

from dataclasses import dataclass

ANSWERED, REFUSED, LONG = frozenset({200}), frozenset({400}), frozenset({413})
CONTAINED = frozenset({200, 400, 413, 503, 504})
"""Answered, or ended within its bounds: which of the two depends on the machine."""
STOPPED = frozenset({413, 503, 504})
"""Ended within its bounds: no machine answers it."""


@dataclass(frozen=True, slots=True)
class Hostile:
    """A query: its kind, its name, the text as bytes, and the statuses that may answer it."""

    kind: str
    name: str
    text: bytes
    may: frozenset[int] = CONTAINED


def _of(kind: str, may: frozenset[int], **texts: str | bytes) -> tuple[Hostile, ...]:
    return tuple(
        Hostile(kind, name.replace("_", " "), text.encode() if isinstance(text, str) else text, may)
        for name, text in texts.items()
    )


def nested(start: str, opening: str, inner: str, closing: str, times: int, end: str = "") -> str:
    return start + opening * times + inner + closing * times + end


ALL = "SELECT * WHERE { "
X4 = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l "
NUMBERS = " ".join(str(number) for number in range(200))
CROSS = " ".join(f"VALUES ?{name} {{ {NUMBERS} }}" for name in "abcdefg")
DOUBLING = "BIND('0123456789' AS ?x0) " + " ".join(f"BIND(CONCAT(?x{at}, ?x{at}) AS ?x{at + 1})" for at in range(40))

NESTING = _of(
    "nesting",
    REFUSED,
    braces=nested("SELECT * ", "{", "", "}", 2_215),
    parentheses=nested("SELECT (", "(", "1", ")", 5_000, " AS ?x) {}"),
    STR=nested("SELECT (", "STR(", "1", ")", 953, " AS ?x) {}"),
    IF=nested("SELECT (", "IF(true,1,", "1", ")", 953, " AS ?x) {}"),
    FILTER_EXISTS=nested(ALL, "FILTER EXISTS { ", "?s ?p ?o ", "} ", 867, "}"),
    sub_select=nested("SELECT * ", "{ SELECT * ", "{ ?s ?p ?o }", " }", 549),
    MINUS=nested(ALL, "?s ?p ?o MINUS { ", "?s ?p ?o ", "} ", 900, "}"),
    OPTIONAL=nested(ALL, "OPTIONAL { ", "?s ?p ?o ", "} ", 900, "}"),
    lists=nested(ALL, "(", "1", ") ", 1_000, "?p ?o }"),
    blank_nodes=nested(ALL + "?s ?p ", "[ ?p ", "1", " ]", 3_000, "}"),
    triple_terms=nested(ALL + "?s ?p ", "<<( <urn:s> <urn:p> ", "1", " )>>", 1_300, " }"),
    triple_terms_in_VALUES=nested(ALL + "VALUES ?x { ", "<<( <urn:s> <urn:p> ", "1", " )>>", 1_300, " } }"),
    reified_triples=nested(ALL, "<< ", "<urn:s>", " <urn:p> 1 >>", 3_000, " ?p ?o }"),
    annotations=nested(ALL + "?s ?p ?o ", "{| ?p ?o ", "", " |} ", 3_000, "}"),
    paths=nested(ALL + "?s ", "(", "<urn:p>", ")*", 2_000, " ?o }"),
    unclosed="SELECT * " + "{" * 60_000,
    closing_only="SELECT * {" + "}" * 60_000,
)
NESTED_WITHIN_CAPS = _of(
    "nesting within the caps",
    CONTAINED,
    braces_62=nested("SELECT * ", "{", "", "}", 62),
    STR_60=nested("SELECT (", "STR(", "1", ")", 60, " AS ?x) {}"),
    EXISTS_60=nested(ALL, "FILTER EXISTS { ?s ?p ?o ", "", "} ", 60, "}"),
    sub_select_30=nested("SELECT * ", "{ SELECT * ", "{ ?s ?p ?o }", " }", 30),
    OPTIONAL_60=nested(ALL, "OPTIONAL { ?s ?p ?o ", "", "} ", 60, "}"),
    MINUS_60=nested(ALL + "?s ?p ?o ", "MINUS { ?s ?p ?o ", "", "} ", 60, "}"),
    lists_60=nested(ALL, "(", "1", ") ", 60, "?p ?o }"),
    paths_60=nested(ALL + "?s ", "(", "!<urn:p>", ")*", 60, " ?o }"),
    triple_terms_60=nested(ALL + "?s ?p ", "<<( <urn:s> <urn:p> ", "1", " )>>", 60, " }"),
    SUBSTR_read_twice_a_level=nested("SELECT (", "SUBSTR(", "'a'", ",1)", 60, " AS ?x) {}"),
    REGEX_read_twice_a_level=nested("SELECT (", "REGEX(", "'a'", ",'a')", 60, " AS ?x) {}"),
    GROUP_CONCAT_read_four_times=nested("SELECT (", "GROUP_CONCAT(", "?s", ")", 30, " AS ?x) { ?s ?p ?o }"),
    IF_60_with_a_fault_at_the_end=nested("SELECT (", "IF(true,1,", "SUBSTR('a',1)", ")", 60, " AS ?x) { ?s ?p }"),
)
CHAINS = _of(
    "flat chains",
    REFUSED,
    plus="SELECT (" + "1+" * 7_141 + "1 AS ?x) {}",
    alternatives=ALL + "FILTER(" + "?a||" * 9_457 + "?a) }",
    negations=ALL + "FILTER(" + "!" * 9_457 + "true) }",
    UNION="SELECT * { {} " + "UNION {} " * 6_000 + "}",
    OPTIONAL="SELECT * { " + "OPTIONAL{}" * 2_671 + "}",
    BIND="SELECT * { " + " ".join(f"BIND(1 AS ?x{at})" for at in range(2_671)) + "}",
    MINUS="SELECT * { ?s ?p ?o " + "MINUS{}" * 2_671 + "}",
    FILTER="SELECT * { ?s ?p ?o " + "FILTER(true)" * 2_671 + "}",
    sub_select="SELECT * { " + "{SELECT*{}}" * 2_000 + "}",
    sequence=ALL + "?s " + "<urn:p>/" * 4_000 + "<urn:p> ?o }",
    repeated=ALL + "?s <urn:p>" + "*" * 9_000 + " ?o }",
)
CHAINS_WITHIN_CAPS = _of(
    "flat chains within the caps",
    CONTAINED,
    plus_1900="SELECT (" + "1+" * 1_900 + "1 AS ?x) {}",
    alternatives_1900=ALL + "FILTER(" + "?a||" * 1_900 + "?a) }",
    negations_1900=ALL + "FILTER(" + "!" * 1_900 + "true) }",
    UNION_900="SELECT * { {} " + "UNION {} " * 900 + "}",
    OPTIONAL_900="SELECT * { " + "OPTIONAL{}" * 900 + "}",
    BIND_900="SELECT * { " + " ".join(f"BIND(1 AS ?x{at})" for at in range(900)) + "}",
    triples_1000=ALL + "?s ?p ?o ." * 1_000 + "}",
    chained_triples=ALL + "".join(f"?x{at} ?p{at} ?x{at + 1} ." for at in range(1_500)) + "}",
    objects_20000=ALL + "?s ?p 1" + ",1" * 20_000 + " }",
    semicolons=ALL + "?s ?p 1" + ";" * 60_000 + " }",
    sequence_1000=ALL + "?s " + "a/" * 999 + "a ?o }",
    variables_10000="SELECT " + " ".join(f"?v{at}" for at in range(9_000)) + " {}",
    order_by_15000="SELECT * { ?s ?p ?o } ORDER BY " + "?s " * 15_000,
    group_by_9000="SELECT (1 AS ?x) { ?s ?p ?o } GROUP BY " + " ".join(f"?v{at}" for at in range(8_000)),
    prefixes=" ".join(f"PREFIX p{at}: <urn:{at}>" for at in range(2_500)) + " ASK {}",
    bases="BASE <urn:a> " * 4_500 + "ASK {}",
    FROM=("SELECT * " + "FROM <urn:g> " * 4_000 + "{ ?s ?p ?o }"),
    DESCRIBE_many="DESCRIBE " + " ".join(f"<urn:{at}>" for at in range(6_000)),
    IN_many=ALL + "?s ?p ?o FILTER(?o IN (" + ",".join(str(at) for at in range(9_000)) + ")) }",
    CONCAT_many="SELECT (CONCAT(" + ",".join(["'abc'"] * 9_000) + ") AS ?x) {}",
    VALUES_many="SELECT * { VALUES ?x { " + "1 " * 30_000 + "} }",
    dots="SELECT * { ?s ?p ?o " + "." * 60_000 + "}",
)
ENDLESS = _of(
    "work without end",
    STOPPED,
    cross_join=f"SELECT * {{ {X4}}} ORDER BY ?a ?d",
    cross_join_counted=f"SELECT (COUNT(*) AS ?n) {{ {X4}}}",
    cross_join_distinct=f"SELECT DISTINCT ?a ?e ?i ?l {{ {X4}}} ORDER BY ?l",
    cross_join_grouped=f"SELECT ?a (GROUP_CONCAT(?f) AS ?x) {{ {X4}}} GROUP BY ?a",
    VALUES_crossed=f"SELECT (SUM(?a * ?b * ?g) AS ?n) {{ {CROSS} }}",
    CONSTRUCT_huge=f"CONSTRUCT {{ ?a ?e ?i . ?d ?h ?l . ?g ?b ?c }} {{ {X4}}}",
    random_order=f"SELECT ?a {{ {X4}}} ORDER BY RAND()",
    EXISTS_with_two="SELECT ?s { ?s ?p ?o FILTER NOT EXISTS { ?x ?y ?z . ?u ?v ?w . ?q ?r ?t FILTER(?z > ?w + ?t) } }",
)
COSTLY = _of(
    "costly",
    CONTAINED,
    UUIDs=f"SELECT (COUNT(DISTINCT ?u) AS ?n) {{ {CROSS} BIND(UUID() AS ?u) }} LIMIT 1",
    paths_between_all="SELECT * { ?s (<urn:p>|!<urn:p>)* ?o }",
    path_of_negations="SELECT (COUNT(*) AS ?n) { ?s (!<urn:p>/^!<urn:p>)+ ?o }",
    inverse_closure="SELECT DISTINCT ?o { ?s (^!a|!a)* ?o . ?o (^!a|!a)+ ?x }",
    anything_of_all="SELECT * { GRAPH ?g { ?s ?p ?o } }",
    DESCRIBE_all="DESCRIBE * { ?s ?p ?o }",
    every_triple_twice="SELECT * { ?s ?p ?o . ?o2 ?p ?s }",
    regex_of_many_repeats="SELECT * { ?s ?p ?o FILTER REGEX(STR(?o), '((a{0,100}){0,100}){0,100}') }",
    regex_backtracking="SELECT (REGEX('" + "a" * 5_000 + "!', '^(a+)+$') AS ?x) {}",
    regex_read_from_data="SELECT * { ?s ?p ?o . ?a ?b ?c FILTER REGEX(STR(?o), STR(?c)) }",
    aggregates_of_aggregates="SELECT (MAX(?n) AS ?m) { SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o . ?x ?p ?y } GROUP BY ?p }",
    sub_selects_without_rows=ALL + " ".join(["{ SELECT * { ?s ?p ?o } LIMIT 0 }"] * 300) + " }",
    sub_select_ordered_inside="SELECT * { { SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?f ?c LIMIT 1 } }",
    OPTIONAL_crossed="SELECT * { ?s ?p ?o " + " ".join(f"OPTIONAL {{ ?s ?p{at} ?o{at} }}" for at in range(30)) + " }",
    drafts_and_accounts="SELECT * { ?s ?p ?o FILTER(CONTAINS(LCASE(STR(?p)), 'password') || CONTAINS(STR(?s), '/draft/')) }",
    LATERAL="SELECT * { ?s ?p ?o LATERAL { ?a ?b ?c LATERAL { ?d ?e ?f } } }",
)
MEMORY = _of(
    "memory",
    CONTAINED,
    CONCAT_doubling=f"SELECT (STRLEN(?x40) AS ?n) {{ {DOUBLING} }}",
    REPLACE_growing="SELECT (STRLEN(?d) AS ?n) { BIND(REPLACE('aaaaaaaaaa', 'a', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa') AS ?a) "
    "BIND(REPLACE(?a, 'a', ?a) AS ?b) BIND(REPLACE(?b, 'a', ?b) AS ?c) BIND(REPLACE(?c, 'a', ?c) AS ?d) }",
    ENCODE_growing="SELECT (STRLEN(?x9) AS ?n) { BIND('đ%' AS ?x0) "
    + " ".join(f"BIND(ENCODE_FOR_URI(CONCAT(?x{at}, ?x{at}, ?x{at}, ?x{at})) AS ?x{at + 1})" for at in range(9))
    + " }",
    GROUP_CONCAT_of_all="SELECT (GROUP_CONCAT(CONCAT(STR(?o), STR(?c), STR(?f))) AS ?x) { ?s ?p ?o . ?a ?b ?c . ?d ?e ?f }",
    VALUES_collected=f"SELECT DISTINCT * {{ {CROSS} }} ORDER BY ?g ?f",
    long_literal="SELECT ('" + "đ" * 30_000 + "' AS ?x) {}",
    long_IRI="ASK { <http://a/" + "a" * 60_000 + "> ?p ?o }",
    long_variable="SELECT ?" + "a" * 60_000 + " {}",
    long_comment="ASK {} #" + "a" * 60_000,
    giant_integer="SELECT (('" + "9" * 60_000 + "'^^xsd:integer + 1) AS ?x) {}",
    giant_decimal="SELECT (xsd:decimal('1e999999999') AS ?x) (xsd:decimal('" + "9" * 30_000 + ".5') AS ?y) {}",
    giant_date="SELECT (YEAR('99999999999999999999-01-01T00:00:00Z'^^xsd:dateTime) AS ?x) (xsd:duration('P"
    + "9" * 1_000
    + "Y') AS ?y) {}",
    giant_SUBSTR="SELECT (SUBSTR('abc', 1, 99999999999999999999999) AS ?x) (SUBSTR('abc', -1e308, 1e308) AS ?y) {}",
    giant_OFFSET="SELECT * { ?s ?p ?o } LIMIT 18446744073709551615 OFFSET 18446744073709551615",
    LIMIT_beyond_every_number="SELECT * { ?s ?p ?o } LIMIT 99999999999999999999999999",
)
OUTSIDE = _of(
    "to other hosts",
    REFUSED,
    SERVICE="SELECT * { SERVICE <{canary}> { ?s ?p ?o } }",
    SERVICE_SILENT="SELECT * { SERVICE SILENT <{canary}> { ?s ?p ?o } }",
    in_small_letters="SELECT * { sErViCe silent <{canary}> { ?s ?p ?o } }",
    without_spaces="SELECT*{SERVICE<{canary}>{?s?p?o}}",
    behind_a_word="SELECT * { ?s ?p true.SERVICE<{canary}>{ ?s ?p ?o } }",
    by_a_variable="SELECT * { VALUES ?e { <{canary}> } SERVICE ?e { ?s ?p ?o } }",
    by_a_prefixed_name="PREFIX c: <{canary}/> SELECT * { SERVICE c:x { ?s ?p ?o } }",
    as_a_prefix="PREFIX : <{canary}/> SELECT * { SERVICE:x { ?s ?p ?o } }",
    by_BASE="BASE <{canary}> SELECT * { SERVICE <x> { ?s ?p ?o } }",
    in_a_sub_select="SELECT * { { SELECT * { OPTIONAL { SERVICE <{canary}> { ?s ?p ?o } } } } }",
    in_EXISTS="ASK { FILTER NOT EXISTS { SERVICE <{canary}> { ?s ?p ?o } } }",
    in_CONSTRUCT="CONSTRUCT { ?s ?p ?o } WHERE { SERVICE <{canary}> { ?s ?p ?o } }",
    by_code_points="SELECT * { \\u0053ERVICE <{canary}> { ?s ?p ?o } }",
    behind_a_comment="SELECT * { # '\nSERVICE <{canary}> { ?s ?p ?o } # '\n}",
    behind_a_string="SELECT * { ?s ?p '#' . SERVICE <{canary}> { ?s ?p ?o } }",
    behind_a_carriage_return="SELECT * { # comment\rSERVICE <{canary}> { ?s ?p ?o }\r}",
    behind_a_comparison="SELECT * { BIND(1 AS ?a) FILTER(?a<'x>y')SERVICE <{canary}> { ?s ?p ?o } FILTER('z'='w') }",
    behind_two_comparisons="SELECT * { BIND(1 AS ?a) FILTER(?a<<urn:b#>) SERVICE <{canary}> { ?s ?p ?o }\n}",
    behind_an_escaped_IRI="SELECT * { OPTIONAL { ?s <\\u0075rn:x#> ?o } SERVICE <{canary}> { ?s ?p ?o } }",
    in_a_string_that_is_none="SELECT * { VALUES ?x { ''' ' } SERVICE <{canary}> { ?s ?p ?o } # \\q '''\n }",
    in_a_name_that_is_none="PREFIX e: <http://a:8> SELECT * { ?s ?p e:SERVICE <{canary}> { ?a ?b ?c } }",
    in_letters_that_look_alike="SELECT * { \u0405ERVICE <{canary}> { ?s ?p ?o } }",
)
HARMLESS = _of(
    "words that only look hostile",
    ANSWERED,
    SERVICE_in_a_string="SELECT ('SERVICE <{canary}> { }' AS ?x) {}",
    SERVICE_in_a_comment="ASK {} # SERVICE <{canary}> { ?s ?p ?o }",
    SERVICE_in_a_name="ASK { ?s a dcat:DataService ; dcat:accessService ?o }",
    SERVICE_in_an_IRI="ASK { <urn:SERVICE> ?p ?o }",
    a_file_as_a_graph="SELECT * FROM <file:///etc/passwd> FROM NAMED <file:///etc/shadow> { ?s ?p ?o }",
    an_address_as_a_graph="SELECT * FROM <{canary}> { ?s ?p ?o }",
    an_address_as_a_named_graph="SELECT * { GRAPH <{canary}> { ?s ?p ?o } }",
    BASE_of_a_file="BASE <file:///etc/> SELECT * FROM <passwd> { ?s ?p ?o }",
    nothing_of_all="SELECT * { ?s ?p ?o } LIMIT 0",
    sub_select_without_rows="SELECT * { { SELECT * { ?s ?p ?o } LIMIT 0 } }",
)
UPDATES = _of(
    "updates",
    REFUSED,
    INSERT="INSERT DATA { <urn:a> <urn:b> <urn:c> }",
    DELETE="DELETE WHERE { ?s ?p ?o }",
    LOAD="LOAD <{canary}/data.ttl>",
    LOAD_SILENT_INTO="LOAD SILENT <file:///etc/passwd> INTO GRAPH <urn:g>",
    DROP="DROP ALL",
    CLEAR="PREFIX a: <urn:a> CLEAR DEFAULT",
    behind_a_query="ASK {} ; DROP ALL",
    in_a_query="SELECT * { INSERT DATA { <urn:a> <urn:b> <urn:c> } }",
    WITH="WITH <urn:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
)
TEXTS = _of(
    "odd texts",
    REFUSED,
    NUL="ASK { ?s ?p '\0' }\0",
    half_a_surrogate=b"ASK { ?s ?p '\xed\xa0\x80' }",
    not_UTF_8=b"ASK { ?s ?p '\xff\xfe' }",
    escaped_surrogate="ASK { ?s ?p '\\uD800' }",
    false_escape="ASK { ?s ?p '\\x41' }",
    zero_width="ASK {\u200b ?s ?p ?o }",
    no_break_space="ASK {\u00a0?s ?p ?o }",
    line_separator="ASK {\u2028 ?s ?p ?o }",
    turned_around="ASK {\u202e }o? p? s? {",
    curved_quotes="ASK { ?s ?p “x” }",
    open_quote="ASK { ?s ?p '" + "a" * 1_000,
    open_long_quote="ASK { ?s ?p '''" + "a'b" * 20_000,
    open_IRI="ASK { ?s ?p <" + "a" * 60_000,
    quotes_only="'" * 60_001,
    backslashes="\\" * 60_000,
    braces_turned="}" * 60_000,
    empty="",
    comment_only="# nothing\n" * 6_000,
    unknown_function="SELECT (<urn:no-such-function>(1) AS ?x) {}",
    property_function="SELECT * { ?s <http://jena.apache.org/text#query> 'x' . FILTER(<http://a/java:Runtime>(1)) }",
    unfinished="SELECT * WHERE { ?s ?p ?o . FILTER(",
)
TOO_LONG = _of("too long", LONG, query_of_70_kB="ASK {} #" + "a" * 70_000, query_of_200_kB="ASK {} #" + "a" * 200_000)

CASES = (
    *NESTING,
    *NESTED_WITHIN_CAPS,
    *CHAINS,
    *CHAINS_WITHIN_CAPS,
    *ENDLESS,
    *COSTLY,
    *MEMORY,
    *OUTSIDE,
    *HARMLESS,
    *UPDATES,
    *TEXTS,
    *TOO_LONG,
)
