"""SDMX-JSON structure messages: what is of use in them, wherever a version of the format puts it."""

from collections.abc import Iterator, Mapping
from typing import Any

from harvesters.draft import items_of, mapping_of, text_of
from harvesters.errors import NotReadable
from harvesters.sdmx_flows import Dataflow, Message, Reference, category_named, named
from harvesters.tongues import Words, spoken, tag_of

_NOT_ARTEFACTS = frozenset({"meta", "errors", "data"})


def message_of_json(answer: Any) -> Message:
    """What a message holds. Raises NotReadable for an error in place of one."""
    told = mapping_of(answer)
    _refuse_error(told)
    data = mapping_of(told.get("data")) or mapping_of(told.get("structure")) or told
    message = Message()
    for flow in _flows_of_json(data):
        message.dataflows.append(_flow_of_json(flow))
    for scheme in map(mapping_of, items_of(data.get("agencySchemes"))):
        for agency in map(mapping_of, items_of(scheme.get("agencies"))):
            message.agencies[text_of(agency.get("id"))] = _spoken_json(agency, "name")
    for structure in map(mapping_of, items_of(data.get("dataStructures"))):
        of = text_of(structure.get("agencyID")), text_of(structure.get("id"))
        message.columns[of] = list(_columns_of_json(structure))
    for one in map(mapping_of, items_of(data.get("categorisations"))):
        if of_flow := named(text_of(one.get("source"))):
            message.categorised.setdefault(of_flow, []).append(category_named(text_of(one.get("target"))))
    for scheme in map(mapping_of, items_of(data.get("categorySchemes"))):
        _take_categories(scheme, (text_of(scheme.get("agencyID")), text_of(scheme.get("id"))), message)
    message.others = {
        key: len(value)
        for key, value in data.items()
        if isinstance(value, list | dict) and value and key not in _NOT_ARTEFACTS
    }
    return message


def _take_categories(told: Mapping[str, Any], scheme: Reference, message: Message) -> None:
    for category in map(mapping_of, items_of(told.get("categories"))):
        message.categories[*scheme, text_of(category.get("id"))] = _spoken_json(category, "name")
        _take_categories(category, scheme, message)


def _refuse_error(told: Mapping[str, Any]) -> None:
    errors = [mapping_of(error) for error in items_of(told.get("errors"))]
    said = "; ".join(filter(None, (text_of(e.get("title")) or text_of(e.get("detail")) for e in errors)))
    if errors and not told.get("data"):
        raise NotReadable(
            f"Nguồn SDMX báo lỗi: {said[:300] or '—'}.", f"The SDMX source answers an error: {said[:300] or '—'}."
        )


def _flows_of_json(data: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The dataflows, wherever a version of SDMX-JSON puts them: a list of their own, or references by URN."""
    for flow in items_of(data.get("dataflows")):
        yield mapping_of(flow)
    references = data.get("references")
    if isinstance(references, dict):
        for urn, flow in references.items():
            if "datastructure.Dataflow=" in urn:
                yield {"urn": urn, **mapping_of(flow)}
    for flow in map(mapping_of, items_of(data.get("resources"))):
        if "Dataflow" in text_of(flow.get("class")) + text_of(flow.get("urn")):
            yield flow


def _flow_of_json(flow: Mapping[str, Any]) -> Dataflow:
    links = [mapping_of(link) for link in items_of(flow.get("links"))]
    own = next((link for link in links if text_of(link.get("rel")) == "self"), {})
    urn = text_of(flow.get("urn")) or text_of(own.get("urn"))
    agency, identifier = named(urn) or ("", "")
    return Dataflow(
        text_of(flow.get("agencyID")) or text_of(flow.get("agencyId")) or agency,
        text_of(flow.get("id")) or identifier,
        text_of(flow.get("version")),
        _spoken_json(flow, "name"),
        _spoken_json(flow, "description"),
        urn,
        text_of(own.get("href")),
        named(text_of(flow.get("structure"))),
    )


def _spoken_json(told: Mapping[str, Any], key: str) -> Words:
    """A text in each language (`names`), else the one that the message's own language has (`name`)."""
    many = mapping_of(told.get(f"{key}s"))
    found = [spoken(text, tag_of(tag)) for tag, said in many.items() if (text := text_of(said))]
    plain_text = text_of(told.get(key))
    one = mapping_of(told.get(key))
    found += [spoken(text, tag_of(tag)) for tag, said in one.items() if (text := text_of(said))]
    return tuple(dict.fromkeys(found)) or (((spoken(plain_text, "")),) if plain_text else ())


def _columns_of_json(structure: Mapping[str, Any]) -> Iterator[str]:
    listed = mapping_of(mapping_of(structure.get("dataStructureComponents")).get("dimensionList"))
    for key in ("dimensions", "timeDimensions", "timeDimension"):
        for dimension in map(mapping_of, items_of(listed.get(key))):
            yield text_of(dimension.get("id"))
