"""The house itself: it decides, schedules and shows, from the ledger that is the truth to the views built
from it.

It may import all four other packages and none of them imports it; within it only `web` imports Flask. Read
`config`, `ledger`, `views`, `intake`, `decision`, then `workers`, `keeper`, `harvesting`, then `commands`
and `web`.
"""
