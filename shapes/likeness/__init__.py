"""Likeness: how much two datasets look alike, measured by structure and not by words alone.

It may import `vocab` and `shapes.evidence`; it knows no rules. Read `subject` (what is compared), `gist` (what a subject
says, by the lexicon), `comparing` (two gists to features and a score), `index` (candidates, and `measure`).
"""
