"""SDMX-ML structure messages (2.0, 2.1, 3.0): what is of use in them, found by names without their namespaces."""

from collections import Counter
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from harvesters.sdmx_flows import Category, Dataflow, Message, Reference, category_named, named
from harvesters.tongues import Words, tagged
from harvesters.xmltree import attribute, children, every, first, local, words


def message_of_xml(root: Element) -> Message:
    """What the message under this root holds."""
    message = Message()
    counts: Counter[str] = Counter()
    places = every(root, "Structures") or every(root, "*/Structures") or [root]
    for group in [group for place in places for group in children(place) if local(group.tag) != "Header"]:
        for artefact in _artefacts(group):
            counts[local(artefact.tag)] += 1
            _take(artefact, message)
    message.others = dict(counts)
    return message


def _artefacts(group: Element) -> Iterator[Element]:
    """What a group of artefacts holds; groups within groups (concepts, organisations) are opened."""
    for child in children(group):
        if local(child.tag).endswith("s") and not child.get("id") and not attribute(child, "agencyID"):
            yield from children(child)
        else:
            yield child


def _take(artefact: Element, message: Message) -> None:
    match local(artefact.tag):
        case "Dataflow":
            message.dataflows.append(_flow(artefact))
        case "AgencyScheme" | "OrganisationScheme":
            for agency in every(artefact, "Agency", "Agencies/Agency"):
                message.agencies[attribute(agency, "id")] = _spoken(agency, "Name")
        case "DataStructure" | "KeyFamily":
            message.columns[_reference(artefact)] = list(_columns(artefact))
        case "CategoryScheme":
            _take_categories(artefact, _reference(artefact), message)
        case "Categorisation":
            source, target = first(artefact, "Source"), first(artefact, "Target")
            if source is not None and target is not None and (of := _referred(source)):
                message.categorised.setdefault(of, []).append(_category(target))


def _take_categories(element: Element, scheme: Reference, message: Message) -> None:
    for category in children(element, "Category"):
        message.categories[*scheme, attribute(category, "id")] = _spoken(category, "Name")
        _take_categories(category, scheme, message)


def _flow(artefact: Element) -> Dataflow:
    structure = first(artefact, "Structure|KeyFamilyRef")
    agency, identifier = _reference(artefact)
    return Dataflow(
        agency,
        identifier,
        attribute(artefact, "version"),
        _spoken(artefact, "Name"),
        _spoken(artefact, "Description"),
        attribute(artefact, "urn"),
        structure=_referred(structure) if structure is not None else None,
    )


def _reference(artefact: Element) -> Reference:
    return attribute(artefact, "agencyID"), attribute(artefact, "id")


def _referred(prop: Element) -> Reference | None:
    """What a reference leads to: a URN in it, a `Ref`, or the elements of version 2.0."""
    if found := named(words(prop)):
        return found
    told = first(prop, "Ref")
    if told is not None:
        return _reference(told)
    old = words(first(prop, "KeyFamilyAgencyID")), words(first(prop, "KeyFamilyID"))
    return old if all(old) else None


def _spoken(element: Element, name: str) -> Words:
    return tagged(children(element, name))


def _columns(structure: Element) -> Iterator[str]:
    lists = every(structure, "DataStructureComponents/DimensionList", "Components")
    for dimension in [one for group in lists for one in children(group)]:
        if local(dimension.tag) in ("Dimension", "TimeDimension", "MeasureDimension", "PrimaryMeasure"):
            yield attribute(dimension, "id") or attribute(dimension, "conceptRef")


def _category(target: Element) -> Category:
    """The category that a reference leads to: its scheme, and the last part of its path in it."""
    told = first(target, "Ref")
    if told is None:
        return category_named(words(target))
    scheme = attribute(told, "maintainableParentID")
    return attribute(told, "agencyID"), scheme, attribute(told, "id").rpartition(".")[2]
