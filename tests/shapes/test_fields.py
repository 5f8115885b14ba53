"""One source for form, check and message: what a rule file says of a property is what the form asks."""

import shutil
from datetime import date
from pathlib import Path

from shapes.context import Context
from shapes.fields import Field, Group, form
from shapes.library import PUBLISHING, Profile, load_profiles
from shapes.record import validate
from shapes.rulebook import rulebook
from tests.shapes.conftest import BASE, TODAY, Read
from vocab.codelists import NAMES
from vocab.namespaces import DCAT, DCT, REG, VCARD

NEW_RULE = """
@prefix dash: <http://datashapes.org/dash#> .
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix reg: <https://w3id.org/so-dang-ky/def#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<#rule> a reg:Rule ; reg:slug "r-room" ; reg:scope "record" ; sh:severity sh:Violation ;
    sh:message "Phải ghi phòng lưu hồ sơ."@vi, "The room of the files must be given."@en ;
    reg:mend "Ghi số phòng."@vi, "Give the room's number."@en ;
    reg:basis [ reg:article "Điều 99" ; reg:inForceFrom "2022-08-16"^^xsd:date ] ; reg:shape <#shape> .
<#shape> a sh:NodeShape ; sh:targetClass dcat:Dataset ; sh:property [
    sh:path <https://example.org/room> ;
    sh:name "Phòng lưu hồ sơ"@vi, "Room of the files"@en ;
    sh:description "Số phòng, ví dụ 204"@vi, "Number of the room, for example 204"@en ;
    sh:group <rules/groups#rights> ; sh:order 20 ; dash:editor dash:TextFieldEditor ;
    sh:minCount 1 ; sh:maxCount 1 ;
] .
"""


def fields(groups: tuple[Group, ...]) -> dict[str, Field]:
    return {field.path: field for group in groups for field in group.fields}


def test_the_form_asks_in_two_languages_in_the_shapes_order(profiles: tuple[Profile, ...]) -> None:
    groups = form(BASE, profiles)
    assert [group.slug for group in groups] == ["content", "rights", "coverage", "distributions", "links"]
    content = [field.path for field in groups[0].fields]
    assert content[:3] == [DCT.title.value, DCT.description.value, REG.field.value]
    for field in fields(groups).values():
        assert field.name["vi"] != field.name["en"]


def test_what_rules_demand_is_mandatory_on_the_form(profiles: tuple[Profile, ...]) -> None:
    found = fields(form(BASE, profiles))
    mandatory = (DCT.title, DCT.description, DCT.license, DCT.accessRights, DCT.accrualPeriodicity, REG.personalData)
    assert {found[path.value].required for path in mandatory} == {"mandatory"}
    assert found[DCAT.keyword.value].required == "recommended"
    assert found[REG.columns.value].required == "optional"


def test_editors_lists_and_languages_come_from_the_shapes(profiles: tuple[Profile, ...]) -> None:
    found = fields(form(BASE, profiles))
    kinds = {DCT.title: "langtext", DCT.description: "long", DCT.modified: "date", DCAT.landingPage: "iri"}
    assert {path: found[path.value].kind for path in kinds} == kinds
    assert found[DCT.title.value].languages == ("vi", "en")
    assert not found[DCT.title.value].many
    assert found[DCAT.keyword.value].many
    lists = {DCT.accrualPeriodicity: "frequency", DCT.license: "licence", REG.secrecy: "secrecy", REG.field: "field"}
    assert {path: found[path.value].code_list for path in lists} == lists
    assert all(field.code_list in NAMES for field in found.values() if field.kind == "code")


def test_distributions_and_contacts_are_forms_within_the_form(profiles: tuple[Profile, ...]) -> None:
    found = fields(form(BASE, profiles))
    distribution = found[DCAT.distribution.value]
    assert distribution.of_class == DCAT.Distribution.value
    inner = {field.path: field for field in distribution.fields}
    assert inner[DCAT.accessURL.value].required == "mandatory"
    assert inner[DCAT.byteSize.value].kind == "number"
    assert inner[DCT["format"].value].code_list == "file-type"
    assert VCARD.fn.value in {field.path for field in found[DCAT.contactPoint.value].fields}


def test_a_property_added_to_the_rules_is_in_form_check_and_message(
    tmp_path: Path, good: str, read: Read, context: Context
) -> None:
    folder = tmp_path / "rules"
    shutil.copytree("shapes/rules", folder)
    (folder / "province" / "r-room.ttl").write_text(NEW_RULE, encoding="utf-8")
    profiles = load_profiles(PUBLISHING, BASE, TODAY, folder)

    rights = next(group for group in form(BASE, profiles) if group.slug == "rights")
    field = rights.fields[-1]
    assert (field.path, field.kind, field.required, field.many) == (
        "https://example.org/room",
        "text",
        "mandatory",
        False,
    )
    assert field.help["vi"] == "Số phòng, ví dụ 204"

    (finding,) = validate(read(good), rulebook(profiles, context)).findings
    assert finding.rule == "province/r-room"
    assert finding.message_vi == "Thiếu “Phòng lưu hồ sơ”."
    assert finding.label_en == "Room of the files"
    assert finding.article == "Điều 99"
    mended = good.replace("reg:columns", '<https://example.org/room> "204" ; reg:columns')
    assert validate(read(mended), rulebook(profiles, context)).findings == ()


def test_a_property_without_a_group_stands_under_other(tmp_path: Path) -> None:
    folder = tmp_path / "rules"
    shutil.copytree("shapes/rules", folder)
    text = NEW_RULE.replace("sh:group <rules/groups#rights> ; sh:order 20 ; dash:editor dash:TextFieldEditor ;", "")
    (folder / "province" / "r-room.ttl").write_text(text, encoding="utf-8")
    last = form(BASE, load_profiles(PUBLISHING, BASE, TODAY, folder))[-1]
    assert (last.slug, [field.path for field in last.fields]) == ("other", ["https://example.org/room"])


def test_a_rule_out_of_force_asks_nothing_on_the_form() -> None:
    early = fields(form(BASE, load_profiles(PUBLISHING, BASE, date(2022, 8, 16))))
    assert REG.coreData.value not in early
    assert REG.personalData.value in early
