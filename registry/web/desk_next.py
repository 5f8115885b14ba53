"""What is to be done next with a dataset on an agency's desk, in a sentence."""

from collections.abc import Collection
from datetime import datetime

from registry.discarding import EDITED_BY_HAND
from registry.freshness import State
from registry.web.here import language, words
from registry.web.speech import day
from registry.web.standings import Standing


def next_step(
    holding: Collection[str],
    has_draft: bool,
    standing: Standing | None,
    is_public: bool,
    waits_for_ruling: bool,
    leaves: datetime | None,
) -> str:
    """The sentence; `holding` are the rules for which a version is held back, `leaves` the day until
    which a dataset stays that its source tells of no more."""
    t = words()
    if is_public and leaves:
        return t.plain("desk.next_missing", day=day(leaves, language()))
    if EDITED_BY_HAND in holding:
        return t.plain("desk.next_choose")
    if holding and not waits_for_ruling:
        return t.plain("desk.next_mend", n=len(holding))
    if has_draft:
        return t.plain("desk.next_draft")
    if is_public and standing and standing.state in (State.MISSING, State.NOT_DUE):
        return t.plain("desk.next_update")
    if waits_for_ruling:
        return t.plain("desk.next_ruling")
    return t.plain("desk.next_nothing") if is_public else t.plain("desk.next_publish")
