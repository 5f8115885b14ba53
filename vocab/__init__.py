"""The words: IRIs, namespaces, code lists, the lexicon, agencies, ministries, Vietnamese text and the `Description` of
one record.

It imports nothing of ours, only RDF libraries and the standard library; the data in `terms/` comes first,
Python second. Read `namespaces`, `identifiers`, `description`, then `codelists`, `agencies`, `ministries`,
`quality`, `terms`, then `vietnamese`.
"""
