"""The four users' stories, and what a keeper must survive: real processes, real HTTP on loopback."""
