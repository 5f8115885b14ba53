"""The questions: the triple store, its immutable generations, the named queries and the SPARQL 1.1
protocol.

It may import `vocab`, never its neighbours `harvesters` and `shapes`, nor `registry`; only here is
pyoxigraph's `Store` used. Read `store`, `generation`, `queries`, then `protocol`, `scanner`, `negotiation`,
`answering`, `syntax`, `hints`, `graph_store`, then `dumping`, `statistics`, `void` and last
`service_description`.
"""
