"""The rules: SHACL files a lawyer can read under `rules/`, what they say of a record, and why two datasets
look alike.

It may import `vocab`, never its neighbours `harvesters` and `sparql`, nor `registry`; it knows no store and
no process. Read `library` and `report`; `rulebook`, `record` and `catalogue`; then how shapes are compiled
(`compiler`, `constraints`, `graph`, `evaluation`); `evidence`, `likeness` and `judge`; `quality`; and last `fields`,
which makes forms of shapes.
"""
