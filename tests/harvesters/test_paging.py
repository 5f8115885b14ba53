"""Where a run goes next, and where it must stop."""

from hypothesis import given
from hypothesis import strategies as st

from harvesters.paging import MAX_BRANCHES, MAX_PAGES, PageLoop, ahead, following, links, with_query

URL = "https://a.example/catalog?page=1"


def test_the_link_header_is_read() -> None:
    header = '<?page=0>; rel="prev", </catalog?page=2>; rel="next last"; title="a, b", <mailto:x@y.example>; rel=help'
    assert links(header, URL) == {
        "prev": "https://a.example/catalog?page=0",
        "next": "https://a.example/catalog?page=2",
        "last": "https://a.example/catalog?page=2",
    }


def test_rubbish_in_a_link_header_is_nothing() -> None:
    for header in ("", "<", "<>", "next", "<http://[>; rel=next", '<x>; rel="', "<javascript:x>; rel=next"):
        assert "next" not in links(header, URL) or links(header, URL)["next"].startswith("https://a.example/")


def test_the_documents_word_comes_before_the_header() -> None:
    assert (
        following("https://a.example/2", {"next": "https://a.example/3"}, URL, frozenset({URL}))
        == "https://a.example/2"
    )
    assert following(None, {"next": "https://a.example/3"}, URL, frozenset({URL})) == "https://a.example/3"
    assert following(None, {}, URL, frozenset({URL})) is None
    assert following(URL, {}, URL, frozenset({URL})) is None


def test_a_circle_is_a_loop() -> None:
    outcome = following("https://a.example/1", {}, URL, frozenset({URL, "https://a.example/1"}))
    assert isinstance(outcome, PageLoop)
    assert outcome.reason_vi and outcome.reason_en


def test_endless_pages_are_a_loop() -> None:
    seen = frozenset(f"https://a.example/{n}" for n in range(MAX_PAGES))
    assert isinstance(following("https://a.example/new", {}, URL, seen), PageLoop)


def test_query_parameters_are_replaced() -> None:
    assert with_query("https://a.example/x?q=a%20b&start=0#f", start=10) == "https://a.example/x?q=a+b&start=10"


def test_a_page_may_lead_to_several_and_what_was_read_is_not_read_again() -> None:
    seen = frozenset({URL, "https://a.example/1"})
    more = ("https://a.example/1", "https://a.example/2", "https://a.example/3", URL)
    assert ahead(None, more, {}, URL, seen) == ("https://a.example/2", "https://a.example/3")
    assert ahead("https://a.example/4", (), {}, URL, seen, ["https://a.example/3"]) == (
        "https://a.example/3", "https://a.example/4",
    )  # fmt: skip
    assert ahead(None, ("https://a.example/1",), {}, URL, seen) == ()


def test_where_each_page_leads_to_one_a_circle_is_a_loop_still() -> None:
    assert ahead("https://a.example/2", (), {}, URL, frozenset({URL})) == ("https://a.example/2",)
    assert ahead(None, (), {}, URL, frozenset({URL})) == ()
    assert isinstance(ahead("https://a.example/1", (), {}, URL, frozenset({URL, "https://a.example/1"})), PageLoop)


def test_branches_have_an_end() -> None:
    more = [f"https://a.example/{n}" for n in range(MAX_BRANCHES)]
    assert isinstance(ahead(None, more, {}, URL, frozenset({URL})), PageLoop)
    assert len(ahead(None, more[1:], {}, URL, frozenset({URL}))) == MAX_BRANCHES - 1  # type: ignore[arg-type]


PAGES = st.dictionaries(st.integers(0, 8), st.lists(st.integers(0, 8), max_size=4), max_size=9)


@given(PAGES)
def test_every_page_that_is_led_to_is_read_once(leads: dict[int, list[int]]) -> None:
    waiting: tuple[str, ...] = ("https://a.example/0",)
    seen: list[str] = []
    while waiting:
        url, *rest = waiting
        seen.append(url)
        more = [f"https://a.example/{n}" for n in leads.get(int(url[-1]), [])]
        found = ahead(None, more, {}, url, frozenset(seen), rest)
        assert not isinstance(found, PageLoop)
        waiting = found
    reached, edge = {0}, {0}
    while edge := {n for one in edge for n in leads.get(one, [])} - reached:
        reached |= edge
    assert sorted(seen) == [f"https://a.example/{n}" for n in sorted(reached)]
