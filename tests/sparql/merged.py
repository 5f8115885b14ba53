"""A store filled by hand, as the registry's own are: with the merge of its graphs in the default graph."""

from pyoxigraph import Store

from sparql.merging import merged


def merge(store: Store) -> Store:
    """The same store, its default graph written."""
    store.extend(merged(list(store)))
    return store
