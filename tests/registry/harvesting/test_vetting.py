"""Every fault of what is said of a source is told at once, by its field."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from registry.harvesting.declaring import is_contact
from registry.harvesting.vetting import NoSource, demand_source, faults
from registry.words import Words
from vocab.namespaces import DCAT, DCT

WORDS = Words.of("https://x.example")
DAY = date(2026, 10, 12)
SAID = {"slug": "so-y-te", "kind": "ckan", "url": "https://data.example/", "agency": "gl-so-yt"}


def fields(said: dict[str, Any]) -> list[str]:
    return [fault.field for fault in faults(said, WORDS, DAY, Path("/nowhere"))]


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"schedule": "weekly mon 02:30", "notify": ["dulieu@example.vn", "https://hook.example/x"]},
        {"kind": "json", "mapping": "socrata"},
        {"side": "ministry", "kind": "csv", "agency": "vn-bo-xay-dung"},
        {"side": "ministry", "kind": "dcat", "agency": ""},
        {"defaults": {"values": {"urn:p": ["x"]}, "signed_by": "An", "signed_on": "2026-10-12"}},
        {
            "defaults": {
                "values": {DCT.license.value: ["https://giay-phep.example/1"], DCT.accessRights.value: "PUBLIC"}
            }
        },
    ],
)
def test_a_good_source_has_no_fault(more: dict[str, Any]) -> None:
    assert fields({**SAID, **more}) == []


@pytest.mark.parametrize(
    ("more", "wrong"),
    [
        ({"slug": "Sở Y tế"}, ["slug"]),
        ({"slug": "new"}, ["slug"]),
        ({"slug": "-"}, ["slug"]),
        ({"url": "https://ai:mat@data.example/"}, ["url"]),
        ({"title_vi": "Đ" * 2001}, ["title_vi"]),
        ({"notify": [f"a{number}@x.example" for number in range(21)]}, ["notify"]),
        ({"defaults": {"values": {"urn:p": ["x" * 20_001]}}}, ["defaults"]),
        ({"kind": "fgdc"}, ["kind"]),
        ({"kind": "telepathy", "url": "ftp://x/"}, ["kind", "url"]),
        ({"url": "https://"}, ["url"]),
        ({"agency": "bd-so-yt"}, ["agency"]),
        ({"agency": "khong-co"}, ["agency"]),
        ({"side": "ministry", "agency": "gl-so-yt"}, ["agency"]),
        ({"schedule": "hourly"}, ["schedule"]),
        ({"notify": ["http://hook.example/"]}, ["notify"]),
        ({"notify": ["ngô@x.example", "a@may-nay"]}, ["notify", "notify"]),
        ({"defaults": {"values": {DCT.accessRights.value: ["rất mật", "PUBLIC"]}}}, ["defaults"]),
        ({"defaults": {"values": {DCAT.contactPoint.value: "hỏi trực tiếp"}}}, ["defaults"]),
        ({"defaults": {"values": {DCT.accessRights.value: [1]}}}, [""]),
        ({"kind": "json", "mapping": "../x"}, ["mapping"]),
        ({"kind": "ckan", "mapping": "socrata"}, ["mapping"]),
        ({"colour": "red"}, [""]),
    ],
)
def test_each_fault_is_of_its_field(more: dict[str, Any], wrong: list[str]) -> None:
    assert fields({**SAID, **more}) == wrong


def test_all_faults_are_said_in_both_languages() -> None:
    with pytest.raises(NoSource) as refusal:
        demand_source({"slug": "", "schedule": "x"}, WORDS, DAY, Path("/nowhere"))
    assert [fault.field for fault in refusal.value.faults] == ["slug", "kind", "url", "agency", "schedule"]
    assert all(fault.vi and fault.en and fault.vi != fault.en for fault in refusal.value.faults)
    assert not any("“”" in fault.vi for fault in refusal.value.faults), "what is empty is asked for, not quoted"


def test_a_fault_of_what_is_declared_calls_it_by_its_name() -> None:
    said = {**SAID, "defaults": {"values": {DCT.accessRights.value: ["rất mật"]}}}
    (fault,) = faults(said, WORDS, DAY, Path("/nowhere"))
    assert "“Quyền truy cập”" in fault.vi and "“Access rights”" in fault.en
    assert not any(DCT.accessRights.value in told or "access-right" in told for told in (fault.vi, fault.en))


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("dulieu@soyte.example.vn", True),
        ("Sở Y tế <dulieu@soyte.example.vn>", True),
        ("không phải địa chỉ", False),
        ("Sở Y tế <hỏi trực tiếp>", False),
    ],
)
def test_a_declared_contact_can_be_reached(text: str, is_one: bool) -> None:
    assert is_contact(text) is is_one
