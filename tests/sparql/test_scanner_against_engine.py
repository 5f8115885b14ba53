"""What the scanner lets through against what the engine reads: texts put together from pieces on which two may differ.

The engine reads the keyword in a text when it takes the text, and takes it no more once the keyword is misspelt.
"""

import re

from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import QueryBoolean, QuerySolutions, QueryTriples, Store

from sparql.scanner import Caps, Scan, limited, scan

PREFIXES = "PREFIX e: <urn:e/>PREFIX b: <http://a:8>PREFIX : <urn:>"
IRIS = ("<urn:a>", "<\\u0075rn:x#>", "<urn:b#'>", "<x>", "<(a#>", "<=a#>", "<?x#>", "<urn:SERVICE>", "<e:a#>")
NAMES = (
    "e:a",
    "b:SERVICE",
    "b:trueSERVICE",
    "b:x:SERVICE",
    "e:a\\#SERVICE",
    "b:.SERVICE",
    "b:-1SERVICE",
    "b:SERVICEe:x",
    "e:a\\'b",
    "b:SERVICESILENT",
)
STRINGS = (
    "''",
    "'a'",
    "'''",
    '"""',
    "'\\''",
    "'#'",
    "'\\q'",
    "'\\uD800'",
    "'\\u0027'",
    "'>'",
    "''@en",
    "'x'^^<urn:d#>",
)
OTHERS = ("?a", "$a", "?SERVICE", "1", "1.", ".5", "true", "()", "[]", "_:a", "<<(?a e:a ?b)>>", "<<?a e:a ?b>>")
SERVICES = (
    "SERVICE <urn:x> {?a ?b ?c}",
    "SERVICE?a{}",
    "SERVICESILENT<urn:x>{}",
    "service e:a {}",
    "SERVICE:x{}",
    "SERVICE SILENT ?a {}",
)
COMMENTS = ("#\n", "# ' \n", "#'''\n", "#>\n", "#")
FORMS = {QuerySolutions: ("SELECT",), QueryBoolean: ("ASK",), QueryTriples: ("CONSTRUCT", "DESCRIBE")}

term = st.sampled_from((*IRIS, *NAMES, *STRINGS, *OTHERS))
space = st.sampled_from(("", " ", "\n"))
sign = st.sampled_from(("<", ">", "<=", "=", "!=", "&&", "||", "+", "*"))
subject = st.sampled_from((*IRIS, *NAMES, "?s", "?t", "[]"))
verb = st.sampled_from((*IRIS, *NAMES, "?p", "a"))
triple = st.builds("{} {}{}{} . ".format, subject, verb, space, term)
hidden = st.sampled_from(SERVICES)
compared = st.builds("{}{}{}{}{}".format, term, space, sign, space, term)
piece = st.one_of(
    triple,
    st.builds("FILTER({})".format, compared),
    st.builds("BIND({} AS ?z) ".format, compared),
    st.builds("VALUES ?v{{{}{}{}}}".format, term, space, term),
    st.builds("OPTIONAL{{{}}}".format, triple),
    hidden,
    hidden.map("{{}} {}".format),
    st.builds("{}{}".format, hidden, st.sampled_from(COMMENTS)),
    st.sampled_from(COMMENTS),
)
form = st.sampled_from(("SELECT * ", "ASK", "CONSTRUCT{?s ?p ?o}", "DESCRIBE ?s "))
tail = st.one_of(
    st.sampled_from(("", "LIMIT1", "VALUES ?k {1}", "ORDER BY ?a #")), st.builds("ORDER BY({})".format, compared)
)
texts = st.builds(
    lambda form, pieces, tail: f"{PREFIXES}{form}{{{''.join(pieces)}\n}}{tail}",
    form,
    st.lists(piece, min_size=2, max_size=5),
    tail,
)


def takes(text: str) -> bool:
    try:
        Store().query(text)
    except SyntaxError:
        return False
    except (ValueError, RuntimeError, OSError):
        return True
    return True


@settings(max_examples=500)
@given(texts)
def test_no_text_hides_what_the_engine_reads(text: str) -> None:
    seen = scan(text, Caps())
    if not isinstance(seen, Scan) or not takes(text):
        return
    assert takes(re.sub("(?i)service", "serfice", text))
    cut = limited(text, seen, 5)
    assert cut is None or takes(cut)


@given(texts)
def test_the_form_is_what_the_engine_answers_with(text: str) -> None:
    seen = scan(text.replace("SERVICE", "x").replace("service", "x"), Caps())
    plain = text.replace("SERVICE", "x").replace("service", "x")
    if isinstance(seen, Scan) and takes(plain):
        assert seen.form in FORMS[type(Store().query(plain))]
