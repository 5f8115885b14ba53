"""The notices of repairs that every syntax of RDF may need."""

from harvesters.source import Notice
from harvesters.texts import counted


def mended_iris(count: int) -> Notice:
    held = counted(count, "IRI held illegal characters and was", "IRIs held illegal characters and were")
    return Notice("mended-iri", f"{count} IRI có ký tự không hợp lệ; đã mã hoá phần trăm.", f"{held} percent-encoded.")


def links_to_nowhere(count: int) -> Notice:
    links = counted(count, "link without an address was", "links without an address were")
    return Notice(
        "empty-link",
        f"{count} liên kết để trống địa chỉ; đã bỏ, vì nó sẽ chỉ về chính tệp này.",
        f"{links} left out: an empty one would mean this very document.",
    )


def mended_tags(count: int) -> Notice:
    tags = counted(count, "language tag was", "language tags were")
    return Notice("mended-tag", f"{count} thẻ ngôn ngữ sai; đã sửa hoặc bỏ.", f"{tags} mended or removed.")
