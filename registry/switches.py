"""Rules that the settings switch off: each switch, off or on, is an act in the ledger, found when a keeper starts.

Who switched, and why, stands in the setting `rules_off_why` and goes into the entry.
"""

from collections.abc import Iterable
from importlib.resources import files

from registry.config import SETTINGS, Config
from registry.entries import Act
from registry.errors import ConfigError
from registry.ledger import Ledger
from shapes.library import PROFILES

OFF, ON = "switch-off", "switch-on"
SWITCHES = frozenset({OFF, ON})
_BEFORE = "rule:"


def demand_known(config: Config) -> None:
    """Raises ConfigError when the settings switch off a rule that is not there: then it would go on speaking."""
    for name in config.rules_off:
        if not _is_rule(name):
            raise ConfigError(
                f"{config.data / SETTINGS}: «rules_off» nêu «{name}», nhưng không có quy tắc này. Tên viết là bộ/quy-tắc.",
                f"{config.data / SETTINGS}: “rules_off” names “{name}”, which is no rule. Names are profile/slug.",
            )


def note_switches(ledger: Ledger, config: Config) -> None:
    """Writes down every rule that was switched off or on since the last start."""
    before, now = switched_off(ledger), frozenset(config.rules_off)
    ledger.append([*_acts(OFF, now - before, config), *_acts(ON, before - now, config)])


def switched_off(ledger: Ledger) -> frozenset[str]:
    """The rules that are off, as the ledger has it."""
    last = {rule_of(entry.record): entry.act for entry in ledger.of_acts(SWITCHES)}
    return frozenset(rule for rule, act in last.items() if act == OFF)


def rule_of(record: str) -> str:
    """The rule's name, of an entry that switches it."""
    return record.removeprefix(_BEFORE)


def _acts(act: str, rules: Iterable[str], config: Config) -> list[Act]:
    return [Act(act, f"{_BEFORE}{rule}", SETTINGS, reason=config.rules_off_why) for rule in sorted(rules)]


def _is_rule(name: str) -> bool:
    profile, _, slug = name.partition("/")
    plain = slug.replace("-", "").isalnum()
    return profile in PROFILES and plain and (files("shapes") / "rules" / profile / f"{slug}.ttl").is_file()
