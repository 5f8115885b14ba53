"""What a finding calls the property it is about, when the rule's path is not one property."""

from shapes.context import Context
from shapes.library import Profile
from shapes.record import validate
from shapes.rulebook import rulebook
from tests.shapes.conftest import Read
from tests.shapes.test_record import found, without
from vocab.namespaces import DCAT, DCT


def test_a_choice_of_properties_is_called_by_what_its_rule_concerns(
    good: str, read: Read, context: Context, profiles: tuple[Profile, ...]
) -> None:
    report = validate(without(read(good), DCT.identifier), rulebook(profiles, context))
    (finding,) = found(report, "r-meta6-identifier")
    assert "|" in (finding.path or "")
    assert (finding.label_vi, finding.label_en) == ("Mã của cơ quan", "The agency's identifier")


def test_the_mend_is_of_the_property_that_is_wrong(
    good: str, read: Read, context: Context, profiles: tuple[Profile, ...]
) -> None:
    """One rule asks several things of a file, and a size is not mended by choosing a format."""
    sized = read(good.replace("dcat:accessURL", 'dcat:byteSize "to lắm" ; dcat:accessURL'))
    (finding,) = [f for f in validate(sized, rulebook(profiles, context)).findings if f.path == DCAT.byteSize.value]
    assert finding.fix_vi == "Ghi dung lượng bằng số byte, chỉ gồm chữ số."
    assert finding.fix_en == "Give the size in bytes, in digits only."


def test_the_datasets_agency_has_one_name(
    good: str, read: Read, context: Context, profiles: tuple[Profile, ...]
) -> None:
    report = validate(without(read(good), DCT.publisher), rulebook(profiles, context))
    names = {(f.label_vi, f.label_en) for f in report.findings if f.path == DCT.publisher.value}
    assert names == {("Cơ quan phụ trách", "Responsible agency")}
