"""How sentences of evidence name concepts, phrases and datasets."""

from collections.abc import Iterable

from shapes.likeness.subject import Subject
from vocab.lexicon import Lexicon

NAMED = 3  # so many things a sentence names


def named(keys: Iterable[str], lexicon: Lexicon, lang: str) -> str:
    """The first few of these concepts by their labels; what is no concept is said as it is."""
    said = (lexicon[key].label(lang) if key in lexicon else key for key in keys)
    return ", ".join(list(dict.fromkeys(said))[:NAMED])


def title_of(subject: Subject, lang: str) -> str:
    """A title of the subject in this language, else its first, else its IRI."""
    titles = [text for spoken, text in subject.titles if spoken == lang] or [text for _, text in subject.titles]
    return titles[0] if titles else subject.iri
