"""What a finding calls the property it is about, when the rule's path is not one property."""

from shapes.context import Context
from shapes.library import Profile
from shapes.record import validate
from shapes.rulebook import rulebook
from tests.shapes.conftest import Read
from tests.shapes.test_record import found, without
from vocab.namespaces import DCT


def test_a_choice_of_properties_is_called_by_what_its_rule_concerns(
    good: str, read: Read, context: Context, profiles: tuple[Profile, ...]
) -> None:
    report = validate(without(read(good), DCT.identifier), rulebook(profiles, context))
    (finding,) = found(report, "r-meta6-identifier")
    assert "|" in (finding.path or "")
    assert (finding.label_vi, finding.label_en) == ("Mã của cơ quan", "The agency's identifier")
