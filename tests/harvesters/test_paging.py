"""Where a run goes next, and where it must stop."""

from harvesters.paging import MAX_PAGES, PageLoop, following, links, with_query

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
