"""What disposable workers can be asked to do: plain functions from a dict to a dict, JSON values and bytes only.

It may import all of the registry but the web. `light` jobs parse outside bytes and long lists; `heavy` ones judge, and
need rdflib and pySHACL, which `prepare` reads once before any child is made. Read `carrying` (how values cross between
processes), then `light`, `bench` (what judging needs) and `heavy`.
"""
