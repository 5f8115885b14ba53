"""What the registry does with other people's systems: which sources there are, when each is run, what a run brought
and what became of it.

It may import all of the registry but `web`, `commands` and `keeper`; `harvesters` reads and maps, this package decides
and remembers. Read `runs` (what is kept), `sync` (one run), `reading` and `landing` (its two halves), `vanishing` (what
must not vanish unseen), then `harvests`.
"""
