"""How CKAN names and writes what DCAT has properties for: the tables of fields, and the ways values are spelled.

Field names are CKAN's (API guide, action API v3), ckanext-dcat's and ckanext-scheming's; extras named `reg_...` say what
the law asks and CKAN has no field for.
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from harvesters.dates import is_dated
from harvesters.draft import text_of
from harvesters.sheet_columns import column_of
from harvesters.texts import names_in
from vocab.namespaces import ADMS, DCAT, DCATAP, DCT, REG

LINKS = {
    DCT.language: ("language", "metadata-language"),
    DCT.accrualPeriodicity: (
        "frequency",
        "accrual_periodicity",
        "update_frequency",
        "update_freq",
        "frequency-of-update",
    ),
    DCT.accessRights: ("access_rights", "accessLevel", "public_access_level"),
    DCT.type: ("dcat_type",),
    DCT.isReferencedBy: ("is_referenced_by",),
    DCT.source: ("source",),
    DCT.isVersionOf: ("is_version_of",),
    DCT.relation: ("related_resource", "same_as"),
    DCAT.inSeries: ("in_series",),
    DCATAP.applicableLegislation: ("applicable_legislation",),
    DCATAP.hvdCategory: ("hvd_category",),
    ADMS.sample: ("sample",),
    REG.field: ("reg_field",),
    REG.personalData: ("reg_personal_data",),
    REG.secrecy: ("reg_secrecy",),
    REG.coreData: ("reg_core_data",),
    REG.syncMode: ("reg_sync_mode",),
}
TEXTS = {
    DCT.identifier: ("identifier", "guid"),
    DCAT.version: ("version", "dcat_version"),
    ADMS.versionNotes: ("version_notes",),
    REG.columns: ("reg_columns",),
    REG.quarterlyConfirmation: ("reg_quarterly_confirmation",),
    REG.publicationApproval: ("reg_publication_approval",),
    REG.qualityStatement: ("reg_quality_statement",),
}
DATES = {
    DCT.issued: ("issued", "dcat_issued", "release_date", "publication_date"),
    DCT.modified: ("modified", "dcat_modified", "last_update", "modification_date"),
    DCT.created: ("created",),
    REG.lastSynced: ("reg_last_synced",),
}
LABELLED = {
    DCT.provenance: (DCT.ProvenanceStatement, ("provenance",)),
    DCT.conformsTo: (DCT.Standard, ("conforms_to",)),
    DCT.rights: (DCT.RightsStatement, ("rights",)),
}
# What CKAN keeps for itself, what is read by other functions, or has a place by the tables above.
_KNOWN = names_in(
    """id name title title_translated notes notes_translated description tags tags_translated keywords groups theme
    themes license license_id license_title license_url organization owner_org publisher publisher_name
    publisher_email publisher_url publisher_uri publisher_type dcat_publisher_name dcat_publisher_email contact
    contact_point contact_name contact_email contact_phone contact_uri contact-email contact-phone maintainer
    maintainer_email maintainer_phone author author_email author_phone
    creator creator_name creator_email dcat_creator_name dcat_creator_email contributor url uri
    resources extras state private type isopen num_resources num_tags metadata_created metadata_modified
    creator_user_id revision_id revision_timestamp relationships_as_object relationships_as_subject
    tracking_summary tag_string unique_id temporal_coverage temporal_start temporal_end temporal_coverage_from
    temporal_coverage_to temporal_coverage-from temporal_coverage-to spatial spatial_coverage spatial_uri
    spatial_text spatial_bbox spatial_centroid temporal_resolution spatial_resolution_in_meters
    alternate_identifier documentation res_url res_format res_name res_description download_url ckan_url"""
).union(
    *(keys for fields in (LINKS, TEXTS, DATES) for keys in fields.values()),
    *(keys for _, keys in LABELLED.values()),
)
_BY_COLUMN = {
    "frequency": "frequency",
    "issued": "issued",
    "modified": "modified",
    "language": "language",
    "access_rights": "access_rights",
    "theme": "theme",
    "field": "theme",
    "license": "license",
    "publisher": "publisher_name",
    "contact": "contact_name",
    "email": "contact_email",
    "phone": "contact_phone",
    "spatial": "spatial_text",
    "start": "temporal_start",
    "end": "temporal_end",
    "version": "version",
    "documentation": "documentation",
}
"""Fields by the columns of a sheet that mean the same."""
_CODES = re.compile(r"[\w-]{2,12}(\s*,\s*[\w-]{2,12})+")


def field_of(key: str, value: Any) -> str:
    """The field that an extra means which people named in Vietnamese ("Tần suất cập nhật"); any other by its own name."""
    name = _field_of(key)
    # Under "Thời gian cập nhật" offices write how often, or the day.
    return "modified" if name == "frequency" and is_dated(text_of(value)) else name


@lru_cache(maxsize=1024)
def _field_of(key: str) -> str:
    return _BY_COLUMN.get(column_of(key), key)


def worded(told: Mapping[str, Any], name: str) -> Any:
    """The multilingual twin of a field when it says something, else the field."""
    twin = told.get(f"{name}_translated")
    return twin if isinstance(twin, dict) and any(twin.values()) else told.get(name)


def separated(value: Any) -> Any:
    """A list written as "a,b,c" opened, when each part is a short code."""
    if isinstance(value, str) and "," in value and _CODES.fullmatch(value):
        return [part.strip() for part in value.split(",")]
    return value


def left_out(told: Mapping[str, Any]) -> Iterator[str]:
    """The names of the fields that hold something and have no place in the description."""
    return (key for key in told if key not in _KNOWN)
