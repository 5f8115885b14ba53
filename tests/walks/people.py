"""A person at a browser without scripts: follows links, fills in the form that is there, presses a button."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin

import requests

PATIENCE = 60
VOID = {"input", "br", "hr", "img", "link", "meta"}


@dataclass
class Form:
    """A form as the page wrote it: where it goes, and its fields in order."""

    action: str
    method: str
    fields: list[tuple[str, str]] = field(default_factory=list)

    def set(self, name: str, value: str) -> None:
        """Fills in a field; an unknown one is a fault of the test or of the page."""
        if name not in {key for key, _ in self.fields}:
            raise KeyError(f"{name} is not in the form: {sorted({key for key, _ in self.fields})}")
        self.fields = [(key, value if key == name else old) for key, old in self.fields]


@dataclass
class Page:
    """What came back: status, text, forms, links, headings."""

    url: str
    status: int
    text: str
    forms: list[Form]
    links: dict[str, str]
    title: str

    def form(self, part: str) -> Form:
        """The form whose action contains `part`."""
        return next(form for form in self.forms if part in form.action)


class Person:
    """Keeps cookies, like a browser."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.web = requests.Session()
        self.web.trust_env = False

    def open(self, path: str) -> Page:
        return self._page(self.web.get(urljoin(self.address, path), timeout=PATIENCE))

    def press(self, page: Page, form: Form, button: tuple[str, str] | None = None) -> Page:
        """Sends the form as it stands, with the button that was pressed."""
        fields = [*form.fields, *([button] if button else [])]
        where = urljoin(page.url, form.action)
        headers = {"Origin": self.address, "Referer": page.url}
        return self._page(self.web.request(form.method, where, data=fields, headers=headers, timeout=PATIENCE))

    def sign_in(self, account: str, password: str, name: str) -> Page:
        page = self.open("/sign-in")
        form = page.form("/sign-in")
        for key, value in (("account", account), ("password", password), ("person", name)):
            form.set(key, value)
        return self.press(page, form)

    def _page(self, answer: requests.Response) -> Page:
        reader = _Reader()
        if "html" in answer.headers.get("Content-Type", ""):
            reader.feed(answer.text)
        return Page(answer.url, answer.status_code, answer.text, reader.forms, reader.links, reader.title.strip())


class _Reader(HTMLParser):
    """Reads forms and links off a page."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.links: dict[str, str] = {}
        self.title = ""
        self._open: list[str] = []
        self._area: str | None = None
        self._select: str | None = None
        self._link: str | None = None

    def handle_starttag(self, tag: str, given: list[tuple[str, str | None]]) -> None:
        said = {key: value or "" for key, value in given}
        if tag not in VOID:
            self._open.append(tag)
        if tag == "form":
            self.forms.append(Form(said.get("action", ""), said.get("method", "get").upper()))
        elif tag == "a":
            self._link = said.get("href")
        elif self.forms and "form" in self._open:
            self._field(tag, said, dict(given))

    def _field(self, tag: str, said: dict[str, str], given: dict[str, str | None]) -> None:
        fields = self.forms[-1].fields
        if tag == "input" and said.get("name"):
            kind = said.get("type", "text")
            if kind not in ("submit", "button", "file") and (kind not in ("checkbox", "radio") or "checked" in given):
                fields.append((said["name"], said.get("value", "")))
        elif tag == "textarea":
            self._area = said["name"]
            fields.append((said["name"], ""))
        elif tag == "select":
            self._select = said["name"]
            fields.append((said["name"], ""))
        elif tag == "option" and self._select and "selected" in given:
            self.forms[-1].set(self._select, said.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open:
            while self._open.pop() != tag:
                pass
        if tag == "textarea":
            self._area = None
        elif tag == "select":
            self._select = None
        elif tag == "a":
            self._link = None

    def handle_data(self, data: str) -> None:
        if "title" in self._open and "head" in self._open:
            self.title += data
        if self._link is not None and data.strip():
            self.links.setdefault(data.strip(), self._link)
        if self._area is not None and self.forms:
            name, value = self.forms[-1].fields[-1]
            # A browser drops the newline right after <textarea>.
            self.forms[-1].fields[-1] = (name, value + (re.sub(r"^\n", "", data) if not value else data))
