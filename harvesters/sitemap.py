"""Sitemaps (sitemaps.org 0.9): lists of a site's pages, and lists of such lists; XML, or one address a line."""

import re
from collections import Counter
from collections.abc import Iterable
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

from harvesters.iris import is_web, resolve
from harvesters.source import Notice, Page
from harvesters.texts import counted, names_in
from harvesters.xmltree import local, texts_at

MAX_ADDRESSES = 50_000
_OF_ROBOTS = re.compile(r"^[ \t]*sitemap[ \t]*:[ \t]*(\S{1,2000})", re.I | re.M)
_FILES = tuple(
    f".{ending}"
    for ending in names_in("""pdf doc docx xls xlsx ppt pptx odt ods zip rar 7z gz csv jpg jpeg png gif svg webp ico mp3
    mp4""")
)


def is_sitemap(root: Element) -> bool:
    return local(root.tag) in ("urlset", "sitemapindex")


def read_sitemap(root: Element, url: str) -> Page:
    """The pages that a sitemap leads to, those of its own site."""
    return leading_to([*texts_at(root, "url/loc"), *texts_at(root, "sitemap/loc")], url)


def addresses_by_line(text: str) -> list[str]:
    """The addresses of a sitemap in plain text, or the sitemaps that a robots.txt names; none when it is neither."""
    if found := _OF_ROBOTS.findall(text[:500_000]) if "user-agent:" in text[:2000].lower() else []:
        return found
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines if lines and all(map(is_web, lines[:MAX_ADDRESSES])) else []


def leading_to(listed: Iterable[str], url: str) -> Page:
    """A page without records that leads to these addresses; what is on another site or is a file is told of."""
    counts: Counter[str] = Counter()
    found: dict[str, None] = {}
    for text in listed:
        target = resolve(url, text) if is_web(url) else text if is_web(text) else None
        cause = _left_out(target, url) if len(found) < MAX_ADDRESSES else "more"
        counts[cause] += 1
        if target and not cause:
            found.setdefault(target.partition("#")[0])
    targets = tuple(target for target in found if target != url)
    told = Notice(
        "sitemap",
        f"Sơ đồ trang dẫn đến {len(targets)} địa chỉ; bộ dữ liệu nằm ở các trang ấy.",
        f"The sitemap leads to {counted(len(targets), 'address', 'addresses')}; the datasets are described there.",
    )
    return Page(notices=(told, *_told(counts)), next=targets[0] if targets else None, more=targets[1:])


def _left_out(target: str | None, url: str) -> str:
    if target is None:
        return "bad"
    parts = urlsplit(target)
    if is_web(url) and parts.hostname != urlsplit(url).hostname:
        return "foreign"
    return "file" if parts.path.lower().endswith(_FILES) and not parts.path.endswith(".xml.gz") else ""


def _told(counts: Counter[str]) -> tuple[Notice, ...]:
    left = counts.total() - counts[""]
    if not left:
        return ()
    vi = f"Bỏ qua {left} địa chỉ: {counts['foreign']} ở trang khác, {counts['file']} tệp, {counts['bad']} sai"
    en = (
        f"Left out {left} addresses: {counts['foreign']} of other sites, {counts['file']} files, {counts['bad']} faulty"
    )
    return (Notice("sitemap-rest", f"{vi}, {counts['more']} quá nhiều.", f"{en}, too many {counts['more']}."),)
