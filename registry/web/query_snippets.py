"""A query as a program asks it: a line for the shell, a few for Python and for R, each with the text quoted for it.

The text is a stranger's: whatever it holds, it stays one value in the snippet and never becomes a part of the program,
nor a key that is pressed in the terminal into which the snippet is pasted.
"""

import re
import shlex
from dataclasses import dataclass

ACCEPTED = {"SELECT": "text/csv", "ASK": "application/sparql-results+json", "": "text/turtle"}
_OBEYED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
"""Control characters but tab and the ends of lines."""
_REQUESTS = """\
import requests

query = {query}

answer = requests.post(
    "{address}",
    data={{"query": query}},
    headers={{"Accept": "{accept}"}},
    timeout=60,
)
answer.raise_for_status()
"""
_PYTHON = {
    "SELECT": (
        "application/sparql-results+json",
        'for row in answer.json()["results"]["bindings"]:\n'
        '    print({name: cell["value"] for name, cell in row.items()})\n',
    ),
    "ASK": ("application/sparql-results+json", 'print(answer.json()["boolean"])\n'),
    "": ("text/turtle", "print(answer.text)\n"),
}
_HTTR = """\
library(httr2)

query <- {query}

answer <- request("{address}") |>
  req_headers(Accept = "{accept}") |>
  req_body_form(query = query) |>
  req_perform()
"""
_R = {
    "SELECT": "read.csv(text = resp_body_string(answer))\n",
    "ASK": "resp_body_json(answer, check_type = FALSE)$boolean\n",
    "": "cat(resp_body_string(answer))\n",
}


@dataclass(frozen=True, slots=True)
class Snippet:
    """`name` is what it is written for: curl, Python or R."""

    name: str
    text: str


def snippets(query: str, form: str, address: str) -> tuple[Snippet, ...]:
    """The query asked by programs of the endpoint at `address`; `form` is SELECT, ASK or another.

    None for a text that holds what no program can, half a letter, or signs that a terminal obeys: a shell that is told
    where what is pasted ends (ESC [201~) runs the rest.
    """
    if _OBEYED.search(query) or query.encode("utf-8", "replace").decode("utf-8") != query:
        return ()
    known = form if form in _PYTHON else ""
    return (
        Snippet("curl", in_shell(query, known, address)),
        Snippet("Python", in_python(query, known, address)),
        Snippet("R", in_r(query, known, address)),
    )


def in_shell(query: str, form: str, address: str) -> str:
    """One call of curl, for sh and what is like it."""
    accept, asked, there = map(shlex.quote, (f"Accept: {ACCEPTED[form]}", f"query={query}", address))
    return f"curl -sS -H {accept} \\\n  --data-urlencode {asked} \\\n  {there}\n"


def in_python(query: str, form: str, address: str) -> str:
    """A program with the library requests."""
    accept, shown = _PYTHON[form]
    return _REQUESTS.format(query=_python_text(query), address=address, accept=accept) + shown


def in_r(query: str, form: str, address: str) -> str:
    """A program with the library httr2; R 4.0 or newer, for its raw strings."""
    return _HTTR.format(query=_r_text(query), address=address, accept=ACCEPTED[form]) + _R[form]


def _python_text(text: str) -> str:
    """A text over several lines stays readable where nothing in it means something to Python."""
    plain = text.replace("\n", "").replace("\t", "").isprintable()
    if plain and "\\" not in text and '"""' not in text and text[:1] != '"' != text[-1:]:
        return f'"""{text}"""'
    return repr(text)


def _r_text(text: str) -> str:
    """A raw string, between as many dashes as keep its end out of the text."""
    dashes = "---"
    while f'){dashes}"' in text:
        dashes += "-"
    return f'r"{dashes}({text}){dashes}"'
