"""A module that is loaded when something of it is first asked for."""

import sys
from importlib.util import LazyLoader, find_spec, module_from_spec
from types import ModuleType


def late(name: str) -> ModuleType:
    """The module, not loaded yet unless somebody has loaded it: for what takes long to load and is seldom asked.

    Each zygote and each command would load pySHACL and rdflib otherwise, a quarter of its start, though none of our own
    rules needs them.
    """
    if name in sys.modules:
        return sys.modules[name]
    spec = find_spec(name)
    if spec is None or spec.loader is None:
        raise ModuleNotFoundError(name)
    spec.loader = LazyLoader(spec.loader)
    module = module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module
