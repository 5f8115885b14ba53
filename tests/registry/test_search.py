"""Search: any text may be asked, words are found with marks and without, facets count, the index knows its place."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode

from registry.search import FACETS, Search, SearchFault, Wanted, indexed
from registry.words import Words
from tests.registry.records import BASE, about, current, day, description, in_field, record
from vocab.description import Description
from vocab.identifiers import mint_key
from vocab.namespaces import DCAT, DCT
from vocab.vietnamese import fold

WORDS = Words.of(BASE)
TITLES = {
    "land": "Hiện trạng sử dụng đất đai theo đơn vị hành chính",
    "plain": "Hien trang su dung dat dai",
    "standard": "Xã đạt chuẩn nông thôn mới",
    "road": "Mạng lưới đường bộ tỉnh Bình Định",
    "school": "Danh sách trường trung học phổ thông",
    "peace": "Nhà văn hóa xã Hoà Bình",
    "procedure": "Kết quả giải quyết TTHC của UBND cấp xã",
    "craft": "Làng nghề và kỹ thuật truyền thống",
}


def put(search: Search, *descriptions: Description, at: int = 1, removed: tuple[str, ...] = ()) -> None:
    search.apply([indexed(one, WORDS, current(one, seq)) for seq, one in enumerate(descriptions, 1)], removed, at)


@pytest.fixture(scope="module")
def search(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Search]:
    opened = Search.open(tmp_path_factory.mktemp("search") / "index")
    rows = [description(name, title) for name, title in TITLES.items()]
    rows.append(description("water", "Chất lượng nước", english="Water quality in rivers", agency="gl-so-nnmt"))
    put(opened, *rows, at=len(rows))
    yield opened
    opened.close()


def found(search: Search, q: str, **more: object) -> list[str]:
    names = {mint_key(name): name for name in (*TITLES, "water")}
    return [names[hit.key] for hit in search.find(Wanted(q, **more)).hits]  # type: ignore[arg-type]


def test_a_word_with_marks_stands_before_the_same_letters_without(search: Search) -> None:
    assert found(search, "đất đai") == ["land", "plain"]
    assert found(search, "dat dai") == ["plain", "land"]
    assert found(search, "đất")[0] == "land" and set(found(search, "đất")) >= {"plain", "standard"}
    assert found(search, "đạt")[0] == "standard"


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("duong bo", "road"),
        ("ĐƯỜNG BỘ", "road"),
        ("đường bộ", "road"),
        ("hòa bình", "peace"),
        ("hoà bình", "peace"),
        ("hoa binh", "peace"),
        ("kĩ thuật", "craft"),
        ("ki thuat", "craft"),
        ("ủy ban nhân dân", "procedure"),
        ("UBND", "procedure"),
        ("thủ tục hành chính", "procedure"),
        ("tthc", "procedure"),
        ("rivers water", "water"),
        ("dữ liệu về trường trung học", "school"),
        ("du lieu ve truong trung hoc", "school"),
        ("data on water quality", "water"),
    ],
)
def test_what_people_type_finds_it(search: Search, asked: str, name: str) -> None:
    assert found(search, asked) == [name]


def test_marks_composed_otherwise_are_the_same(search: Search) -> None:
    assert found(search, "đa\u0302\u0301t đai") == found(search, "đất đai")


def test_an_agency_is_found_by_the_names_it_took_over(search: Search) -> None:
    heir = WORDS.agencies.by_id["gl-so-nnmt"]
    forerunner = next(one for one in WORDS.agencies.all if heir.id in one.successors)
    assert found(search, heir.name_vi) == ["water"]
    assert found(search, forerunner.name_vi) == ["water"]
    assert found(search, fold(forerunner.name_vi)) == ["water"]


def test_a_slip_is_forgiven_only_when_nothing_holds_the_word_and_never_in_a_short_one(search: Search) -> None:
    strict = search.find(Wanted("truong trung hoc"))
    assert strict.total == 1 and not strict.forgiving
    slip = search.find(Wanted("qualiti rivers"))
    assert slip.total == 1 and slip.forgiving
    assert search.find(Wanted("duog")).total == 0


def test_what_was_found_is_marked_in_the_title(search: Search) -> None:
    (hit,) = search.find(Wanted("duong bo")).hits
    assert hit.marked == {"vi": "Mạng lưới <mark>đường</mark> <mark>bộ</mark> tỉnh Bình Định"}
    assert hit.titles == {"vi": TITLES["road"]}


def test_titles_are_given_by_key_and_only_of_records_that_are_there(search: Search) -> None:
    asked = [record("water"), record("land"), record("water"), record("nobody"), f"{BASE}/id/record/\ud800"]
    assert search.titles(asked) == {
        mint_key("water"): {"vi": "Chất lượng nước", "en": "Water quality in rivers"},
        mint_key("land"): {"vi": TITLES["land"]},
    }
    assert search.titles([]) == {}


def test_no_words_find_everything_the_newest_first(search: Search) -> None:
    everything = search.find(Wanted())
    assert everything.total == len(TITLES) + 1
    assert [hit.key for hit in everything.hits] == [mint_key(name) for name in ("water", *reversed(TITLES))]


def test_titles_are_sorted_as_vietnamese_is(tmp_path: Path) -> None:
    search = Search.open(tmp_path / "index")
    titles = ["Đê điều", "Dân số", "Ăn uống", "An toàn", "Ấn phẩm", "đê điều", "Zalo", "Cầu"]
    put(search, *(description(title, title) for title in titles))
    said = [hit.titles["vi"] for hit in search.find(Wanted(sort="title")).hits]
    assert said == ["An toàn", "Ăn uống", "Ấn phẩm", "Cầu", "Dân số", "đê điều", "Đê điều", "Zalo"]
    search.close()


@pytest.fixture(scope="module")
def faceted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Search]:
    search = Search.open(tmp_path_factory.mktemp("facets") / "index")
    rows = []
    for number in range(12):
        name = f"n{number}"
        agency = ("gl-so-yt", "gl-so-nnmt")[number % 2]
        code = ("y-te", "moi-truong", "kinh-te")[number % 3]
        extra = (in_field(name, code), about(name, DCT.modified, day(f"20{20 + number % 4}-05-01")))
        rows.append(description(name, f"Số liệu bệnh viện {number}", *extra, agency=agency))
    put(search, *rows, at=12)
    yield search
    search.close()


def field(code: str) -> str:
    return f"{BASE}/id/concept/field/{code}"


def test_facets_count_what_is_found(faceted: Search) -> None:
    everything = faceted.find(Wanted("bệnh viện"))
    assert set(everything.facets) == set(FACETS)
    assert everything.facets["field"] == tuple((field(code), 4) for code in ("kinh-te", "moi-truong", "y-te"))
    assert everything.facets["year"] == (("2020", 3), ("2021", 3), ("2022", 3), ("2023", 3))
    assert [count for _, count in everything.facets["agency"]] == [6, 6]


def test_a_choice_narrows_the_others_and_can_itself_be_widened(faceted: Search) -> None:
    chosen = faceted.find(Wanted("bệnh viện", {"field": (field("y-te"),)}))
    assert chosen.total == 4
    assert [count for _, count in chosen.facets["field"]] == [4, 4, 4]
    assert sum(count for _, count in chosen.facets["agency"]) == 4
    either = faceted.find(Wanted("bệnh viện", {"field": (field("y-te"), field("kinh-te")), "year": ("2020",)}))
    assert either.total == 2
    assert {hit.modified for hit in either.hits} == {"2020-05-01"}
    assert sum(count for _, count in either.facets["year"]) == 8


CHOICES = st.fixed_dictionaries(
    {},
    optional={
        "field": st.sets(st.sampled_from([field("y-te"), field("kinh-te"), "urn:none"]), max_size=2).map(tuple),
        "year": st.sets(st.sampled_from(["2020", "2021", "1999"]), max_size=2).map(tuple),
    },
)


@settings(max_examples=60, deadline=None)
@given(CHOICES, st.sampled_from(["relevance", "modified", "title"]), st.integers(1, 5))
def test_a_walk_by_pages_meets_every_hit_once_and_facets_add_up(
    faceted: Search, filters: dict[str, tuple[str, ...]], sort: str, size: int
) -> None:
    first = faceted.find(Wanted("bệnh viện", filters, sort, 1, size))
    seen: list[str] = []
    for page in range(1, first.total // size + 2):
        seen += [hit.key for hit in faceted.find(Wanted("bệnh viện", filters, sort, page, size)).hits]
    assert len(seen) == len(set(seen)) == first.total
    for name, values in filters.items():
        if values:  # what a facet says of the chosen values is what there is
            assert sum(count for value, count in first.facets[name] if value in values) == first.total


@settings(max_examples=300, deadline=None)
@given(
    st.text(st.characters(), max_size=400) | st.text('"*()[]{}:^~+-!\\/ANDORNOT TO\x00\ud800đấ', max_size=40),
    st.integers(-5, 10**9),
    st.integers(-5, 10**9),
    st.sampled_from(["relevance", "modified", "title", "?"]),
)
def test_no_text_breaks_the_search(search: Search, q: str, page: int, size: int, sort: str) -> None:
    answer = search.find(Wanted(q, {"agency": (q,) if q else (), "nothing": (q,)}, sort, page, size))
    assert answer.total >= len(answer.hits) >= 0
    assert search.find(Wanted(q, {}, sort)).total >= 0


SYLLABLES = ["đất", "nước", "đường", "thuỷ", "nghề", "quý", "giữa", "hoà", "khuỷu", "Ngọc", "ượt", "Kỳ", "lựơng"]


@settings(max_examples=60, deadline=None)
@given(words=st.lists(st.sampled_from(SYLLABLES), min_size=1, max_size=6), data=st.data())
def test_every_word_of_a_title_finds_it_with_marks_and_without(
    growing: Callable[[str], Search], words: list[str], data: st.DataObject
) -> None:
    title = " ".join(words)
    search = growing(title)
    asked = data.draw(st.lists(st.sampled_from(words), min_size=1, max_size=3).map(" ".join))
    keys = {mint_key(title)}
    assert keys <= {hit.key for hit in search.find(Wanted(asked, size=1000)).hits}
    assert keys <= {hit.key for hit in search.find(Wanted(fold(asked), size=1000)).hits}


@pytest.fixture(scope="module")
def growing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Search]]:
    search = Search.open(tmp_path_factory.mktemp("growing") / "index")

    def with_title(title: str) -> Search:
        put(search, description(title, title), at=search.position + 1)
        return search

    yield with_title
    search.close()


def test_a_new_form_replaces_the_old_and_a_removed_record_is_gone(tmp_path: Path) -> None:
    search = Search.open(tmp_path / "index")
    put(search, description("a", "Cầu đường"), description("b", "Bệnh viện"), at=2)
    put(search, description("a", "Kênh mương"), at=3, removed=(record("b"),))
    assert (search.position, search.find(Wanted()).total) == (3, 1)
    assert search.find(Wanted("cầu")).total == search.find(Wanted("bệnh viện")).total == 0
    assert search.find(Wanted("kênh")).total == 1
    search.close()


def test_the_position_is_remembered_and_starts_anew_when_cleared(tmp_path: Path) -> None:
    search = Search.open(tmp_path / "index")
    assert search.position == 0
    put(search, description("a", "Cầu đường"), at=41)
    search.close()
    again = Search.open(tmp_path / "index")
    assert (again.position, again.find(Wanted("cầu")).total) == (41, 1)
    again.apply([], [], 42)
    again.clear()
    assert (again.position, again.find(Wanted()).total) == (0, 0)
    put(again, description("a", "Cầu đường"), at=43)
    again.close()
    assert Search.open(tmp_path / "index").position == 43


def test_a_flipped_byte_in_any_file_of_the_index_is_noticed(tmp_path: Path) -> None:
    for number in range(20):
        folder = tmp_path / str(number)
        search = Search.open(folder)
        put(search, *(description(name, title) for name, title in TITLES.items()), at=8)
        put(search, at=9, removed=(record("road"),))
        search.close()
        files = sorted(file for file in folder.iterdir() if file.name != ".managed.json" and file.suffix != ".lock")
        if number >= len(files):
            break
        data = bytearray(files[number].read_bytes())
        data[len(data) // 3] ^= 0x55
        files[number].write_bytes(data)
        reopened = Search.open(folder)
        assert reopened.position == 0, files[number].name
        put(reopened, description("a", "Cầu"), at=10)
        assert reopened.find(Wanted("cầu")).total == 1
        reopened.close()
    assert number >= 6


def test_an_index_of_another_version_starts_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    search = Search.open(tmp_path / "index")
    put(search, description("a", "Cầu"), at=7)
    search.close()
    monkeypatch.setattr("registry.search_index.VERSION", 0)
    assert Search.open(tmp_path / "index").position == 0


def test_what_a_killed_writer_left_behind_does_no_harm(tmp_path: Path) -> None:
    search = Search.open(tmp_path / "index")
    put(search, description("a", "Cầu"), at=7)
    search.close()
    (tmp_path / "index" / ("0" * 32 + ".idx")).write_bytes(b"half")
    assert Search.open(tmp_path / "index").position == 7


def test_a_write_that_fails_is_told_and_what_was_there_is_still_found(tmp_path: Path) -> None:
    search = Search.open(tmp_path / "index")
    put(search, description("a", "Cầu"), at=7)
    (tmp_path / "index").rename(tmp_path / "elsewhere")
    with pytest.raises(SearchFault):
        put(search, description("b", "Đường"), at=8)
    assert (search.position, search.find(Wanted("cầu")).total) == (7, 1)


def test_nobody_is_found_by_a_contact(search: Search) -> None:
    assert search.find(Wanted("Liên hệ")).total == 0


def test_a_date_in_the_future_does_not_lead_the_list() -> None:
    said = description("a", "Cầu", about("a", DCT.modified, day("2999-01-01")))
    row = indexed(said, WORDS, current(said))
    assert row.facets["year"] == ("2026",)
    assert replace(row, shown="").newest < (800_000 << 40)


def test_values_come_from_the_distributions_too() -> None:
    iri = NamedNode("https://registry.example/d/1")
    csv = NamedNode("http://publications.europa.eu/resource/authority/file-type/CSV")
    open_terms = NamedNode("http://publications.europa.eu/resource/authority/licence/CC_BY")
    said = description(
        "a",
        "Cầu",
        about("a", DCAT.distribution, iri),
        *(type(about("a", p, v))(iri, p, v) for p, v in ((DCT.format, csv), (DCT.license, open_terms))),
        about("a", DCAT.keyword, Literal("giao thông", language="vi")),
    )
    row = indexed(said, WORDS, current(said))
    assert (row.facets["format"], row.facets["licence"]) == ((csv.value,), (open_terms.value,))
    assert "CSV" in row.names and "giao thông" in row.names
