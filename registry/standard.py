"""What descriptions are judged by on a day, as one digest: a report made under another digest is stale.

The digest covers every file that judging reads (rules, terms, code lists, agencies, the lexicon, ministries' rows, and
the code that judges), the ministries' rows that were imported, and what the day decides: which rules bind, by which
articles, and which agencies are in office.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from shapes.errors import LibraryError
from shapes.library import PUBLISHING, Folder, Profile, load_profile
from shapes.reading import read_rule
from shapes.rule import Rule
from vocab.agencies import load_agencies

RULES = "shapes/rules"
_READ = ("shapes", "vocab")
_EXAMPLES = (".pass.ttl", ".fail.ttl")


@dataclass(frozen=True, slots=True)
class Binding:
    """A rule that binds on the day, as pages and commands name it; `is_off`: the settings keep it from speaking."""

    name: str
    scope: str
    severity: str
    vi: str
    en: str
    article: str
    is_off: bool

    def says(self, lang: str) -> str:
        return self.en if lang == "en" else self.vi


@dataclass(frozen=True, slots=True)
class Standard:
    """The digest of what is judged by, and the rules that bind, those that are switched off among them."""

    digest: str
    rules: tuple[Binding, ...]

    def rule(self, name: str) -> Binding | None:
        return next((rule for rule in self.rules if rule.name == name), None)

    def as_row(self) -> dict[str, Any]:
        return {"digest": self.digest, "rules": [asdict(rule) for rule in self.rules]}

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> "Standard":
        """The standard that `as_row` wrote."""
        return cls(row["digest"], tuple(Binding(**rule) for rule in row["rules"]))


def publishing_profiles(base: str, at: date, folder: Path | None = None) -> tuple[Profile, ...]:
    """The profiles that a description must pass, those that `folder` has from there. Raises LibraryError."""
    if folder and not any((folder / name).is_dir() for name in PUBLISHING):
        names = ", ".join(PUBLISHING)
        raise LibraryError(
            str(folder), f"không có bộ quy tắc nào ({names}).", f"there is none of the profiles {names} in it."
        )
    return tuple(
        load_profile(name, base, at, folder if folder and (folder / name).is_dir() else None) for name in PUBLISHING
    )


def standard(
    base: str, at: date, profiles: Iterable[Profile], off: Iterable[str], folder: Path | None, ministries: str = ""
) -> Standard:
    """The standard of these profiles on a day, with the rules named in `off` silent; `folder` is the profiles' own.

    `ministries` names the imported rows of the ministries by the digest of what they say, "" when there are none.
    """
    silent = frozenset(off)
    rules = tuple(
        _binding(rule, at, rule.name in silent)
        for profile in profiles
        for rule in sorted(profile.rules, key=lambda rule: rule.slug)
    )
    whole = hashlib.sha256(f"{base}\n{ministries}\n".encode())
    for name, digest in sorted(_files(folder).items()):
        whole.update(f"{name} {digest}\n".encode())
    for rule in rules:
        whole.update(f"{rule.name} {rule.is_off} {rule.article}\n".encode())
    for agency in sorted(agency.id for agency in load_agencies(base).active_at(at)):
        whole.update(f"{agency}\n".encode())
    return Standard(whole.hexdigest(), rules)


def turning_days(base: str, folder: Path | None = None) -> tuple[date, ...]:
    """The days, in order, on which a rule or an agency begins or ceases to count: from one to the next nothing changes.

    Raises LibraryError.
    """
    bases = [basis for rule in _every_rule(base, folder) for basis in rule.bases]
    agencies = load_agencies(base).all
    begun = {basis.since for basis in bases} | {agency.valid_from for agency in agencies if agency.valid_from}
    last = {basis.until for basis in bases if basis.until} | {one.valid_to for one in agencies if one.valid_to}
    return tuple(sorted(begun | {day + timedelta(days=1) for day in last}))


def _every_rule(base: str, folder: Path | None) -> Iterator[Rule]:
    """The rules of the publishing profiles, in force or not."""
    for name in PUBLISHING:
        place = folder / name if folder and (folder / name).is_dir() else files("shapes") / "rules" / name
        for path, text in _walk(place, name):
            slug = path.removeprefix(f"{name}/").removesuffix(".ttl")
            if path.endswith(".ttl") and "." not in slug:
                yield read_rule(text, path, base, name, slug)


def _binding(rule: Rule, at: date, is_off: bool) -> Binding:
    said = rule.message
    return Binding(rule.name, rule.scope, rule.severity, said["vi"], said["en"], rule.article(at), is_off)


def _files(folder: Path | None) -> dict[str, str]:
    """Path -> SHA-256 of every file that judging reads, the rules of `folder` in place of ours."""
    read = {path: text for package in _READ for path, text in _walk(files(package), package)}
    if folder:
        own = {path for name in PUBLISHING if (folder / name).is_dir() for path in read if _is_of(path, name)}
        read = {path: text for path, text in read.items() if path not in own}
        read |= dict(pair for name in PUBLISHING for pair in _walk(folder / name, f"{RULES}/{name}"))
    return {path: hashlib.sha256(text).hexdigest() for path, text in read.items() if not path.endswith(_EXAMPLES)}


def _is_of(path: str, profile: str) -> bool:
    return path.startswith(f"{RULES}/{profile}/")


def _walk(place: Folder | Traversable, path: str) -> Iterator[tuple[str, bytes]]:
    if place.is_file():
        yield path, place.read_bytes()
    elif place.is_dir() and place.name != "__pycache__":
        for entry in place.iterdir():
            yield from _walk(entry, f"{path}/{entry.name}")
