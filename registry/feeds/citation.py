"""How to cite a dataset: as a sentence for people, BibTeX for LaTeX, CSL-JSON for reference managers.

BibTeX is UTF-8, as biber and today's BibTeX read it; each title stands in braces of its own, so that no style changes its
capitals.
"""

import json
import re
from dataclasses import dataclass

from registry.config import Config
from registry.feeds.plain import Plain, said
from registry.feeds.values import language, moment, uri
from registry.words import Words

BIBTEX, CSL = "application/x-bibtex", "application/vnd.citationstyles.csl+json"
_LATEX = {
    "\\": r"\textbackslash{}",
    # Braces must match even where they are escaped, so these are named.
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{sign: f"\\{sign}" for sign in "$&%#_"},
}
_TABLE = str.maketrans(_LATEX)


@dataclass(frozen=True, slots=True)
class Cited:
    """What is cited of a dataset: texts on one line, `day` as year, month and day as far as they are known."""

    id: str
    title: str
    agency: str
    publisher: str
    day: tuple[int, ...]
    address: str
    version: str
    language: str

    @property
    def year(self) -> str:
        return f"{self.day[0]:04}"


def cited(of: Plain, words: Words, config: Config, lang: str = "vi") -> Cited:
    """What to cite: the version of the day when the data last changed, else of the day when the ledger took it."""
    english = lang == "en"
    stated = next(filter(None, (moment(of.modified), moment(of.issued))), of.changed)
    agency = of.publisher.name(lang) if of.publisher else ""
    site = config.site_en if english else config.site_vi
    return Cited(
        id=f"{of.publisher.id if of.publisher else 'dataset'}-{stated[:4]}-{of.key}",
        title=_on_one_line(said(of.titles, lang)) or of.key,
        agency=_on_one_line(agency) or _on_one_line(of.publisher_iri) or site,
        publisher=_on_one_line(site),
        day=tuple(int(part) for part in re.findall(r"\d+", stated[:10])),
        address=uri(of.iri),
        version=_on_one_line(of.version),
        language=next((language(iri, words) for iri in of.languages), ""),
    )


def bibtex(of: Cited) -> str:
    """One entry; `@misc`, for the old styles know no `@dataset`."""
    fields = {
        "author": f"{{{_latex(of.agency)}}}",
        "title": f"{{{_latex(of.title)}}}",
        "year": of.year,
        "month": str(of.day[1]) if len(of.day) > 1 else "",
        "publisher": f"{{{_latex(of.publisher)}}}",
        "version": _latex(of.version),
        "language": _latex(of.language),
        "url": of.address,
    }
    lines = (f"  {name} = {{{value}}}" for name, value in fields.items() if value not in ("", "{}"))
    return f"@misc{{{of.id},\n" + ",\n".join(lines) + "\n}\n"


def csl(of: Cited) -> str:
    """A list of one item (CSL 1.0.2, csl-data.json)."""
    item = {
        "id": of.id,
        "type": "dataset",
        "title": of.title,
        "author": [{"literal": of.agency}],
        "publisher": of.publisher,
        "issued": {"date-parts": [list(of.day)]},
        "version": of.version,
        "language": of.language,
        "URL": of.address,
    }
    return json.dumps([{name: value for name, value in item.items() if value}], ensure_ascii=False, indent=1) + "\n"


def _latex(text: str) -> str:
    return text.translate(_TABLE)


def _on_one_line(text: str) -> str:
    return " ".join(text.split())
