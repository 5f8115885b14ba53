"""The ways in: what agencies' APIs and files say, read strictly and mapped to descriptions, one module for
each kind.

It may import `vocab`, never its neighbours `shapes` and `sparql`, nor `registry`; only `door` opens
outgoing connections. Read `source`, `door`, `reading`, `mapping`, then `kinds` and the kinds it names, and
last `preview`.
"""
