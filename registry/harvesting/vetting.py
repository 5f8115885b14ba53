"""Whether what is said of a source can be a source: every fault by the field it is of, before anything is written."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from harvesters.errors import BadSourceFile
from harvesters.iris import is_web
from harvesters.kinds import REFUSED, kinds
from harvesters.ministry_mapping import MINISTRY_KIND
from harvesters.source import MINISTRY, PROVINCE, mapping_text, source_of
from registry.errors import RegistryError
from registry.harvesting.declaring import DECLARABLE, is_reached, not_meant
from registry.harvesting.scheduling import BadSchedule, schedule_of
from registry.words import Words
from vocab.agencies import Agencies
from vocab.codelists import CodeList

_SLUG = re.compile(r"(?=.*[a-z0-9])[a-z0-9-]{1,80}")
_TAKEN = frozenset({"new"})
"""Short names that pages about all sources have."""
MOST_NOTIFIED, LONGEST, SHOWN = 20, 2000, 5
"""How many are told of a run, how many characters one thing that is said of a source may have, how many codes of a list
are named to who wrote none of them."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one field of a source."""

    field: str
    vi: str
    en: str


class NoSource(RegistryError):
    """What was said can be no source; `faults` say why, field by field."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(" ".join(fault.vi for fault in faults), " ".join(fault.en for fault in faults))
        self.faults = tuple(faults)


def demand_source(said: Mapping[str, Any], words: Words, day: date, mappings: Path) -> None:
    """Raises NoSource with every fault of what is said, as of a day; `mappings` is the operator's folder of mappings."""
    if found := tuple(faults(said, words, day, mappings)):
        raise NoSource(found)


def faults(said: Mapping[str, Any], words: Words, day: date, mappings: Path) -> Iterator[Fault]:
    """Every fault of what is said of a source."""
    yield from _slug_faults(str(said.get("slug", "")))
    yield from _kind_faults(said, mappings)
    yield from _address_faults(str(said.get("url", "")))
    yield from _agency_faults(said, words.agencies, day)
    try:
        schedule_of(str(said.get("schedule", "")))
    except BadSchedule as fault:
        yield Fault("schedule", fault.vi, fault.en)
    yield from _notify_faults(_listed(said.get("notify", [])))
    yield from _long_faults(said)
    yield from tuple(_other_faults(said)) or default_faults(said, words.code_lists)


def _slug_faults(slug: str) -> Iterator[Fault]:
    if not _SLUG.fullmatch(slug):
        yield Fault(
            "slug",
            "Tên ngắn chỉ gồm chữ thường không dấu a-z, chữ số và gạch nối; không để trống.",
            "The short name holds a-z, digits and hyphens only, and is not empty.",
        )
    elif slug in _TAKEN:
        yield Fault(
            "slug",
            f"Tên ngắn «{slug}» trùng với địa chỉ của một trang; chọn tên khác.",
            f"The short name “{slug}” is the address of a page; choose another.",
        )


def _address_faults(url: str) -> Iterator[Fault]:
    if not is_web(url):
        yield Fault(
            "url",
            "Địa chỉ phải bắt đầu bằng https:// hoặc http:// và có tên máy chủ.",
            "The address begins with https:// or http:// and names a host.",
        )
    elif "@" in urlsplit(url).netloc:
        yield Fault(
            "url",
            "Địa chỉ chứa tên đăng nhập hoặc mật khẩu: bỏ chúng đi, và ghi vào credentials.toml.",
            "The address holds a user name or password: take them out, and write them into credentials.toml.",
        )


def _notify_faults(places: Sequence[str]) -> Iterator[Fault]:
    if len(places) > MOST_NOTIFIED:
        yield Fault(
            "notify",
            f"Nhiều nhất {MOST_NOTIFIED} nơi nhận tin của một nguồn; ở đây có {len(places)}.",
            f"At most {MOST_NOTIFIED} places are told of a source; here are {len(places)}.",
        )
        return
    for place in places:
        shown = place[:80]
        if not (is_reached(place) or (place.startswith("https://") and is_web(place))):
            yield Fault(
                "notify",
                f"«{shown}» không phải hộp thư, cũng không phải địa chỉ https.",
                f"“{shown}” is neither a mailbox nor an https address.",
            )


def _long_faults(said: Mapping[str, Any]) -> Iterator[Fault]:
    for name, value in said.items():
        texts = _listed(value) if name != "defaults" else [str(value)]
        most = LONGEST if name != "defaults" else LONGEST * 10
        if any(len(text) > most for text in texts):
            yield Fault(
                name,
                f"Quá dài: nhiều nhất {most} ký tự.",
                f"Too long: at most {most} characters.",
            )


def _kind_faults(said: Mapping[str, Any], mappings: Path) -> Iterator[Fault]:
    kind = str(said.get("kind", ""))
    known_kinds = kinds(MINISTRY if said.get("side") == MINISTRY else PROVINCE)
    if kind in REFUSED:
        yield Fault("kind", *REFUSED[kind])
    elif not kind:
        yield Fault("kind", "Chọn một loại nguồn.", "Choose a kind of source.")
    elif kind not in known_kinds:
        known = ", ".join(known_kinds)
        yield Fault(
            "kind", f"Không có loại «{kind}»; các loại: {known}.", f"There is no kind “{kind}”; the kinds: {known}."
        )
    if said.get("mapping") and kind != "json":
        yield Fault("mapping", "Chỉ loại json dùng tệp ánh xạ.", "Only the kind json is read by a mapping file.")
    elif said.get("mapping"):
        try:
            mapping_text(str(said["mapping"]), mappings, str(said.get("slug", "")))
        except BadSourceFile as fault:
            yield Fault("mapping", fault.vi, fault.en)


def _agency_faults(said: Mapping[str, Any], agencies: Agencies, day: date) -> Iterator[Fault]:
    name, is_ministry = str(said.get("agency", "")), said.get("side") == MINISTRY
    agency = agencies.by_id.get(name)
    if not name and is_ministry:
        return
    if not name:
        yield Fault(
            "agency",
            "Chọn cơ quan chịu trách nhiệm về các tập của nguồn.",
            "Choose the agency that answers for the source's datasets.",
        )
    elif agency is None:
        yield Fault(
            "agency", f"Không có cơ quan “{name}” trong danh bạ.", f"There is no agency “{name}” in the register."
        )
    elif not agency.is_active(day):
        yield Fault(
            "agency",
            f"{agency.name_vi} không còn hoạt động; chọn cơ quan kế thừa.",
            f"{agency.name('en')} is no longer in office; choose its successor.",
        )
    elif is_ministry and agency.kind != MINISTRY_KIND:
        yield Fault(
            "agency",
            f"{agency.name_vi} không phải bộ, ngành trung ương.",
            f"{agency.name('en')} is no ministry.",
        )


def _other_faults(said: Mapping[str, Any]) -> Iterator[Fault]:
    """What the reader of sources itself says, of the fields that no other fault is about."""
    sound = {"slug": "x", "kind": said.get("kind") or "ckan", "url": "https://x.example/", "agency": "x"}
    rest = {name: value for name, value in said.items() if name not in ("slug", "url", "agency", "mapping")}
    try:
        source_of({**sound, **rest})
    except BadSourceFile as fault:
        yield Fault("", fault.vi, fault.en)


def default_faults(said: Mapping[str, Any], lists: Mapping[str, CodeList]) -> Iterator[Fault]:
    """What is declared of all datasets and cannot be meant; of a source whose declaration can be read."""
    values = {iri: _listed(texts) for iri, texts in said.get("defaults", {}).get("values", {}).items()}
    for name, text in not_meant(values, lists):
        codes = DECLARABLE[name][1]
        shown = text[:80]
        if codes:
            called = lists[codes].labels
            known = ", ".join(concept.code for concept in lists[codes].concepts[:SHOWN])
            yield Fault(
                "defaults",
                f"Giá trị khai chung «{shown}» không có trong danh mục “{called['vi']}” (như: {known}).",
                f"The declared value “{shown}” is not in the list “{called['en']}” (such as: {known}).",
            )
        else:
            yield Fault(
                "defaults",
                f"Đầu mối khai chung «{shown}» không liên hệ được: ghi hộp thư, hoặc Tên <hộp thư>.",
                f"The declared contact “{shown}” cannot be reached: write a mailbox, or Name <mailbox>.",
            )


def _listed(value: Any) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list | tuple) else [str(value)]
