"""Turtle as people read it."""

from registry.syntaxes import turtle

LINES = [
    b'<http://e/1> <http://purl.org/dc/terms/title> "M\xe1\xbb\x99t"@vi',
    b"<http://e/1> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://www.w3.org/ns/dcat#Dataset>",
    b"<http://e/1> <http://www.w3.org/ns/dcat#theme> <http://e/t>",
    b'_:a <http://purl.org/dc/terms/title> "Hai"',
    b"_:a <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://e/T>",
]
BLOCKS = """\
<http://e/1> a dcat:Dataset ;
    dct:title "Một"@vi ;
    dcat:theme <http://e/t> .

_:a a <http://e/T> ;
    dct:title "Hai" .

"""


def test_what_a_thing_is_comes_first_and_an_empty_line_after_all_that_is_said_of_it() -> None:
    assert turtle.blocks(LINES).decode() == BLOCKS
    assert turtle.graph(b"<http://e/g>", LINES).decode() == f"<http://e/g> {{\n{BLOCKS}}}\n\n"
    assert turtle.HEAD.endswith(b" .\n\n") and turtle.blocks([]) == b""
