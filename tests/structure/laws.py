"""The laws of the house that a reader of syntax trees can hold: each takes a module and yields its breaches.

A breach is a sentence with its line. The tables here are the only exceptions there are, each with its reason.
"""

import ast
import re
from collections.abc import Callable, Iterator

from tests.structure.project import Module

BANNED_NAME = re.compile(r"_*(base|common|constants?|core|helpers?|managers?|misc|services?|utils?)_*", re.I)

# Libraries that open connections to elsewhere.
OUTGOING = (
    "aiohttp",
    "ftplib",
    "http.client",
    "httpx",
    "requests",
    "smtplib",
    "socket",
    "urllib.request",
    "urllib3",
)
MAY_CONNECT = {
    "harvesters.door": "the one door to the outside",
    "harvesters.connections": "the door's own: pinned to checked addresses, cut by its watchdog",
    "registry.mail": "the one that speaks SMTP",
    "registry.workers": "pairs of local sockets between the keeper and its workers",
    "registry.keeper": "asks whether its own loopback port is free",
    "registry.commands": "the command line talks to the keeper over loopback",
    "registry.demo": "the sample agency APIs listen on loopback",
    "registry.bench": "measures the keeper over loopback",
}

# The outermost loops, where whatever a job or a request does must not end the process.
MAY_CATCH_ALL: dict[str, str] = {
    "shapes.oracle": "pySHACL and rdflib raise errors of every kind, bare ones too, on shapes that they cannot evaluate",
    "registry.workers.zygote": "a child reports whatever its job raised",
    "registry.harvesting.sync": "whatever a run meets ends that run with a sentence; the other sources go on",
    "registry.harvesting.digests": "whatever one digest meets, at an address that its agency chose, the others go out",
    "registry.housekeeping": "the thread that tidies every minute must outlive any fault; it is logged and tried again",
    "registry.publishing": "the thread that makes generations must outlive any fault; it is logged and tried again",
}

SPARQL_TEXT = re.compile(r"\b(?:SELECT|ASK|CONSTRUCT|DESCRIBE|INSERT|DELETE)\b[^{}]*\{")


def only_web_imports_flask(module: Module) -> Iterator[str]:
    """Below the web there is no request, no session and no application."""
    if not _within(module.name, "registry.web"):
        for name, line in imported(module):
            if _within(name, "flask") or _within(name, "werkzeug"):
                yield f"line {line}: imports {name}; only registry/web may know Flask"


def only_the_door_connects(module: Module) -> Iterator[str]:
    """Every outgoing connection goes through one guarded module."""
    if not any(_within(module.name, allowed) for allowed in MAY_CONNECT):
        for name, line in imported(module):
            if any(_within(name, library) for library in OUTGOING):
                yield f"line {line}: imports {name}; only harvesters.door opens connections"


def only_sparql_holds_a_store(module: Module) -> Iterator[str]:
    """Anyone may use pyoxigraph's terms; the store itself is opened in one package."""
    if _within(module.name, "sparql"):
        return
    stores = {"pyoxigraph.Store"}
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            stores |= {f"{name.asname}.Store" for name in node.names if name.name == "pyoxigraph"}
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Attribute) and ast.unparse(node) in stores:
            yield f"line {node.lineno}: uses pyoxigraph's Store; only sparql/ may"
    for name, line in imported(module):
        if name in ("pyoxigraph.Store", "pyoxigraph.*"):
            yield f"line {line}: imports pyoxigraph's Store; only sparql/ may"


def no_import_in_a_function(module: Module) -> Iterator[str]:
    """Such an import nearly always hides a circle."""
    for function in ast.walk(module.tree):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            for node in ast.walk(function):
                if isinstance(node, ast.Import | ast.ImportFrom):
                    yield f"line {node.lineno}: imports inside the function {function.name}"


def named_for_what_it_is(module: Module) -> Iterator[str]:
    """No drawer for odds and ends."""
    for part in module.name.split("."):
        if BANNED_NAME.fullmatch(part):
            yield f"line 1: the name {part} says a role, not a thing"


def no_query_built_from_text(module: Module) -> Iterator[str]:
    """SPARQL stands in .rq files with substitutions; no text is pasted together on its way to the store."""
    for text, line in _texts(module.tree):
        if SPARQL_TEXT.search(text):
            yield f"line {line}: SPARQL text in Python; write a .rq file"
    yield from sorted(_built_queries(module.tree))


def no_catch_all(module: Module) -> Iterator[str]:
    """Catching everything hides faults; only tidying up and raising again is free."""
    if any(_within(module.name, allowed) for allowed in MAY_CATCH_ALL):
        return
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ExceptHandler) and _catches_all(node.type) and not _raises_again(node):
            yield f"line {node.lineno}: catches every exception; name those that are expected"


def says_what_it_is(module: Module) -> Iterator[str]:
    """Every module opens with a docstring; a package's own is at least three sentences."""
    text = ast.get_docstring(module.tree) or ""
    if not text:
        yield "line 1: has no docstring"
    elif "." not in module.name and len(re.findall(r"[.!?](?:\s|$)", text)) < 3:
        yield "line 1: a package says in three sentences what lives there, what it imports, how to read it"


LAWS: tuple[Callable[[Module], Iterator[str]], ...] = (
    only_web_imports_flask,
    only_the_door_connects,
    only_sparql_holds_a_store,
    no_import_in_a_function,
    named_for_what_it_is,
    no_query_built_from_text,
    no_catch_all,
    says_what_it_is,
)


def imported(module: Module) -> Iterator[tuple[str, int]]:
    """Every name a module imports, absolute, with its line: `from http import client` is `http.client`."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from ((name.name, node.lineno) for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from ((f"{node.module}.{name.name}", node.lineno) for name in node.names)


def _within(name: str, package: str) -> bool:
    return name == package or name.startswith(package + ".")


def _texts(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Every text in the code that is not a statement by itself, as a docstring is, with its line."""
    alone = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in alone:
            yield node.value, node.lineno


def _built_queries(tree: ast.Module) -> set[str]:
    """Calls that ask a store with a text pasted together, in the call or earlier in the same function."""
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    found = _asked(tree, set())
    for function in functions:
        found |= _asked(function, set(_names_of_built(function)))
    return {f"line {line}: a text pasted together is passed to the store" for line in found}


def _names_of_built(function: ast.AST) -> Iterator[str]:
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and _is_built(node.value):
            yield from (target.id for target in node.targets if isinstance(target, ast.Name))


def _asked(scope: ast.AST, built: set[str]) -> set[int]:
    """The lines where something's .query, or a store's .update, is given a pasted text."""
    return {
        node.lineno
        for node in ast.walk(scope)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and (node.func.attr == "query" or (node.func.attr == "update" and _is_a_store(node.func.value)))
        and any(_is_built(text) or (isinstance(text, ast.Name) and text.id in built) for text in node.args[:1])
    }


def _is_a_store(receiver: ast.expr) -> bool:
    """A digest and a dictionary have an `update` too; a store is called one."""
    return "store" in ast.unparse(receiver).rpartition(".")[2].lower()


def _is_built(node: ast.expr) -> bool:
    if isinstance(node, ast.JoinedStr):
        return True
    if isinstance(node, ast.BinOp):
        return isinstance(node.op, ast.Add | ast.Mod)
    pasting = ("format", "format_map", "join", "replace", "substitute")
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in pasting


def _catches_all(kind: ast.expr | None) -> bool:
    names = kind.elts if isinstance(kind, ast.Tuple) else [kind]
    return any(name is None or getattr(name, "id", "") in ("Exception", "BaseException") for name in names)


def _raises_again(handler: ast.ExceptHandler) -> bool:
    last = handler.body[-1]
    return isinstance(last, ast.Raise) and last.exc is None
