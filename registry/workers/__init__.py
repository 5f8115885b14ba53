"""Disposable workers: the only place where strangers' bytes and questions are worked on, for they can kill a process.

The keeper starts two zygotes (small processes that fork) before it opens the store; each job gets a child of its own,
confined and mortal. Read `confine` and `seccomp` (what a child may not do), `framing`, `zygote` (the program that
forks), `nursery` (the keeper's hold on it), `seats`, `pool` (one job, one child), then `query_worker` and `query_pool`
(warm children that answer SPARQL from a generation).
"""
