"""Speeds, always as ratios against a floor or an idle registry of the same run, for a machine's own figures mean nothing.

Read `figures` (samples to a table, pure), then `probing` (an HTTP client that takes the time), `staging` (a registry and
a sample agency API for the length of a bench), `synthetic` (a catalogue with seeded faults), and the benches: `harvest`,
`save`, `feed`, `validate` (with `judging` and `peer`, its measurements in processes of their own). `registry bench` runs
them; no test asserts a time.
"""
