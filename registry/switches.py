"""Rules that the settings switch off: each switch, off or on, is an act in the ledger, found when a keeper starts.

Who switched, and why, stands in the setting `rules_off_why` and goes into the entry.
"""

from collections.abc import Iterable
from importlib.resources import files
from importlib.resources.abc import Traversable

from registry.config import SETTINGS, Config
from registry.entries import Act
from registry.errors import ConfigError
from registry.ledger import Ledger
from shapes.library import PROFILES
from shapes.reading import read_rule

OFF, ON = "switch-off", "switch-on"
SWITCHES = frozenset({OFF, ON})
_BEFORE = "rule:"
ANY_BASE = "https://registry.invalid"
"""What the names in a rule are read under where only its marks are asked for."""


def demand_known(config: Config) -> None:
    """Raises ConfigError when the settings switch off a rule that is not there, for it would go on speaking, or any
    rule without saying who decided it and why."""
    for name in config.rules_off:
        if not _is_rule(name):
            raise ConfigError(
                f"{config.data / SETTINGS}: «rules_off» nêu «{name}», nhưng không có quy tắc này. Tên viết là bộ/quy-tắc.",
                f"{config.data / SETTINGS}: “rules_off” names “{name}”, which is no rule. Names are profile/slug.",
            )
    if config.rules_off and not config.rules_off_why.strip():
        raise ConfigError(
            f"{config.data / SETTINGS}: «rules_off» tắt quy tắc mà «rules_off_why» để trống. Hãy ghi ai quyết định, vì sao.",
            f"{config.data / SETTINGS}: “rules_off” switches rules off, but “rules_off_why” is empty. "
            "State who decided it, and why.",
        )


def unguarded(config: Config) -> tuple[str, ...]:
    """The rules that are off and would take versions down (secrecy, personal, core data)."""
    return tuple(name for name in config.rules_off if _takes_down(name))


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
    return profile in PROFILES and plain and _file(name).is_file()


def _takes_down(name: str) -> bool:
    profile, _, slug = name.partition("/")
    return read_rule(_file(name).read_bytes(), f"{name}.ttl", ANY_BASE, profile, slug).takes_down


def _file(name: str) -> Traversable:
    profile, _, slug = name.partition("/")
    return files("shapes") / "rules" / profile / f"{slug}.ttl"
