"""The registry as others read it: whole or by change, in the forms that portals, harvesters and search engines know.

It may import all of the registry but the web and the commands; nothing here knows HTTP. Read `catalogue` (DCAT in pages),
then `changes` (what happened, in order), then `plain` (a description in plain words) and the forms made from it.
"""
