"""The tables of harvesting: runs, the pages they fetched, what they staged, decided, could not read, and which record
came whence.

Columns that older versions did not write have a default that says "not known".
"""

from sqlalchemy import Column as C
from sqlalchemy import Index, Integer, LargeBinary, String, Table, Text

from registry import schema

run = Table(
    "run",
    schema.metadata,
    C("id", Integer, primary_key=True),
    C("source", Text, nullable=False),
    C("state", String(12), nullable=False),
    C("started", String(27), nullable=False),
    C("ended", String(27), nullable=False),
    C("next_url", Text, nullable=False),
    C("pages", Integer, nullable=False),
    C("counts", Text, nullable=False),
    C("message_vi", Text, nullable=False),
    C("message_en", Text, nullable=False),
    C("trigger", String(8), nullable=False, server_default="person"),
    C("by", Text, nullable=False, server_default=""),
    C("way", String(64), nullable=False, server_default=""),
    C("replays", Integer, nullable=False, server_default="0"),
    C("holder", Text, nullable=False, server_default=""),
    C("heartbeat", String(27), nullable=False, server_default=""),
    C("stop_asked", Text, nullable=False, server_default=""),
    C("confirms", Integer, nullable=False, server_default="0"),
    C("allows", String(8), nullable=False, server_default=""),
    Index("run_source", "source", "id"),
)

# Who may run a source just now: at most one holder each, whose heartbeat must not grow old.
lease = Table(
    "lease",
    schema.metadata,
    C("source", Text, primary_key=True),
    C("holder", Text, nullable=False),
    C("heartbeat", String(27), nullable=False),
)

# One row a page of a run; its bytes lie in DIR/snapshots under their SHA-256 ("" when the page was not brought).
run_page = Table(
    "run_page",
    schema.metadata,
    C("run", Integer, primary_key=True),
    C("number", Integer, primary_key=True),
    C("url", Text, nullable=False),
    C("final_url", Text, nullable=False),
    C("state", String(8), nullable=False),
    C("sha256", String(64), nullable=False),
    C("media_type", Text, nullable=False),
    C("links", Text, nullable=False),
    C("etag", Text, nullable=False),
    C("last_modified", Text, nullable=False),
    C("fetched_at", String(27), nullable=False),
    C("next_url", Text, nullable=False),
    C("more", Text, nullable=False),
    C("read", Integer, nullable=False),
    C("unreadable", Integer, nullable=False),
    C("refused", Integer, nullable=False),
    C("repeated", Integer, nullable=False),
    C("kept", Integer, nullable=False),
    C("total", Integer, nullable=False, server_default="-1"),
    C("came", Integer, nullable=False, server_default="0"),
    C("skipped", Integer, nullable=False, server_default="0"),
    C("is_end", Integer, nullable=False, server_default="0"),
    C("notices", Text, nullable=False, server_default="[]"),
    Index("run_page_sha256", "sha256"),
)

staged = Table(
    "staged",
    schema.metadata,
    C("run", Integer, primary_key=True),
    C("iri", Text, primary_key=True),
    C("identifier", Text, nullable=False),
    C("title", Text, nullable=False),
    C("fingerprint", String(64), nullable=False),
    C("body", LargeBinary, nullable=False),
    C("said", Text, nullable=False),
    C("mark", String(4), nullable=False, server_default="new"),
    C("raw", String(64), nullable=False, server_default=""),
    C("page", Integer, nullable=False, server_default="0"),
    C("record", Text, nullable=False, server_default=""),
    C("findings", Text, nullable=False, server_default=""),
)

unreadable = Table(
    "unreadable",
    schema.metadata,
    C("id", Integer, primary_key=True),
    C("run", Integer, nullable=False),
    C("position", Text, nullable=False),
    C("reason_vi", Text, nullable=False),
    C("reason_en", Text, nullable=False),
    C("page", Integer, nullable=False, server_default="0"),
    C("cause", String(40), nullable=False, server_default=""),
    Index("unreadable_run", "run"),
)

# Observations of the source, not acts: when each of its records was last there, and how it was said.
origin = Table(
    "origin",
    schema.metadata,
    C("record", Text, primary_key=True),
    C("source", Text, nullable=False),
    C("identifier", Text, nullable=False),
    C("fingerprint", String(64), nullable=False, server_default=""),
    C("last_run", Integer, nullable=False),
    C("last_seen", String(27), nullable=False),
    C("title", Text, nullable=False, server_default=""),
    C("raw", String(64), nullable=False, server_default=""),
    C("page", String(64), nullable=False, server_default=""),
    C("missing_since", String(27), nullable=False, server_default=""),
    Index("origin_source", "source"),
    Index("origin_page", "page"),
)

# What a run decided of each record, for the page of the run; the ledger holds the acts themselves.
settled = Table(
    "settled",
    schema.metadata,
    C("run", Integer, primary_key=True),
    C("iri", Text, primary_key=True),
    C("title", Text, nullable=False),
    C("outcome", String(12), nullable=False),
    C("findings", Text, nullable=False),
    C("identifier", Text, nullable=False, server_default=""),
    C("page", Integer, nullable=False, server_default="0"),
    C("fingerprint", String(64), nullable=False, server_default=""),
    C("word", String(12), nullable=False, server_default=""),
)
