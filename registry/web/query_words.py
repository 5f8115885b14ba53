"""What a query may say, for its editor to offer, and what things are called, for the table of its answer.

The words are our own vocabulary, the code lists and the register of agencies: nothing is asked of the store for them.
They leave by an address of their own that a browser keeps, one for each language.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta

from flask import Blueprint, Response, jsonify, request

from registry.clock import local_day
from registry.web.facts import Speaker, shortened
from registry.web.here import keeper, language, remembered
from registry.web.showing import speaker
from registry.web.texts import texts
from registry.words import Words
from vocab.codelists import labels
from vocab.identifiers import is_key, record_iri
from vocab.namespaces import PREFIXES

KEPT = timedelta(hours=1)
KEYWORDS = (
    *("SELECT", "DISTINCT", "WHERE", "OPTIONAL", "FILTER", "VALUES", "BIND", "UNION", "MINUS", "GRAPH", "PREFIX"),
    *("GROUP BY", "HAVING", "ORDER BY", "DESC", "LIMIT", "OFFSET", "COUNT", "SUM", "AVG", "MIN", "MAX", "SAMPLE"),
    *("GROUP_CONCAT", "CONSTRUCT", "DESCRIBE", "ASK", "FROM", "FROM NAMED", "NOT EXISTS", "EXISTS", "IN", "AS"),
    *("LANG", "STR", "CONTAINS", "LCASE", "REGEX", "STRSTARTS", "BOUND", "IF", "COALESCE", "YEAR", "MONTH", "NOW"),
)
Word = tuple[str, str, str, str]
"""What is put into the text, what it is called in the reader's language and in the other, and what it is one of."""

query_words = Blueprint("query_words", __name__)


@query_words.route("/sparql/words")
def known() -> Response:
    """`{"prefixes": [[prefix, IRI]], "keywords": [...], "words": [[text, hint, other hint, kind]]}`, in `?lang=`."""
    today = local_day(keeper().clock())
    answer = jsonify(
        prefixes=list(PREFIXES.items()),
        keywords=KEYWORDS,
        words=remembered(f"query words {language()}", today, lambda: _words(keeper().words, language(), today)),
    )
    answer.cache_control.public = True
    answer.cache_control.max_age = int(KEPT.total_seconds())
    answer.add_etag()
    answer.vary.add("Cookie")  # without ?lang= the language is the cookie's
    answer.make_conditional(request)
    return answer


def names_of(iris: Iterable[str]) -> dict[str, str]:
    """The names in the reader's language of those that have one: terms, concepts, agencies, public datasets.

    One look into the words for each, and one into the search index for the titles of all datasets.
    """
    lang, base = language(), keeper().config.base
    asked, told = dict.fromkeys(iris), speaker(lang)
    keys = {iri: key for iri in asked if (key := _key(iri, base))}
    titles = keeper().search.titles(record_iri(base, key) for key in keys.values())
    found = {iri: _pick(titles[key], lang) for iri, key in keys.items() if key in titles}
    return found | {iri: name for iri in asked if iri not in keys and (name := _name(iri, told))}


def _key(iri: str, base: str) -> str:
    """The key of a dataset's or its record's IRI, "" for any other."""
    for kind in ("dataset", "record"):
        key = iri.removeprefix(f"{base}/id/{kind}/")
        if key != iri:
            return key if is_key(key) else ""
    return ""


def _pick(titles: Mapping[str, str], lang: str) -> str:
    return titles.get(lang) or titles.get("vi") or next(iter(titles.values()), "")


def _name(iri: str, told: Speaker) -> str:
    """What a class, a property or anything else that the words know is called."""
    sentences, slug = texts(told.lang), f"class.{_slug(iri)}"
    return sentences.plain(slug) if sentences.has(slug) else told.property(iri)


def _slug(iri: str) -> str:
    return shortened(iri).replace(":", "_", 1)


def _words(words: Words, lang: str, today: date) -> tuple[Word, ...]:
    """Terms first, then what stands in the code lists, then the agencies."""
    return (*_terms(lang), *_concepts(words, lang), *_agencies(words, lang, today))


def _terms(lang: str) -> Iterator[Word]:
    """Classes and properties as they are written with their prefix."""
    here, there = texts(lang), texts(_other(lang))
    for group in ("class", "fact"):
        for slug in here.groups(group):
            name = slug.removeprefix(f"{group}.").replace("_", ":", 1)
            yield name, here.plain(slug), there.plain(slug), here.plain(f"word.{group}")
    ours = PREFIXES["reg"]
    for iri, said in labels(keeper().config.base).items():
        if (name := iri.removeprefix(ours)) != iri:
            kind = "class" if name[0].isupper() else "fact"
            yield f"reg:{name}", said[lang], said[_other(lang)], here.plain(f"word.{kind}")


def _concepts(words: Words, lang: str) -> Iterator[Word]:
    """The fields of the regulation first: European themes bear some of the same names."""
    other = _other(lang)
    for each in sorted(words.code_lists.values(), key=lambda one: one.name != "field"):
        kind = each.labels.get(lang) or each.labels["vi"]
        for concept in each.concepts:
            yield f"<{concept.iri}>", each.label(concept.iri, lang), each.label(concept.iri, other), kind


def _agencies(words: Words, lang: str, today: date) -> Iterator[Word]:
    """Those of today before those that ended, which often bear nearly the same name."""
    kinds = {True: texts(lang).plain("word.agency"), False: texts(lang).plain("word.ended")}
    for agency in sorted(words.agencies.all, key=lambda one: not one.is_active(today)):
        yield f"<{agency.iri}>", agency.name(lang), agency.name(_other(lang)), kinds[agency.is_active(today)]


def _other(lang: str) -> str:
    return "en" if lang == "vi" else "vi"
