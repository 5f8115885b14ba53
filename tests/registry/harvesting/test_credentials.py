"""The file of secrets: who gets what, who does not, and that no sentence tells any of it."""

from dataclasses import replace
from pathlib import Path

import pytest

from harvesters.secrets import Secrets
from harvesters.source import Source
from registry.harvesting.credentials import BadCredentials, Credentials

SOURCE = Source("so-y-te", "ckan", "https://data.example/", "gl-so-yt", {"vi": "x", "en": "x"})
MAPPING = 'records = "items"\nidentifier = "id"\n[authentication]\n'


def written(folder: Path, text: str, mode: int = 0o600) -> Credentials:
    path = folder / "credentials.toml"
    path.write_text(text)
    path.chmod(mode)
    return Credentials(path)


@pytest.mark.parametrize(
    ("said", "headers", "query"),
    [
        ('bearer = "abc"', {"Authorization": "Bearer abc"}, {}),
        ('basic = { user = "u", password = "p" }', {"Authorization": "Basic dTpw"}, {}),
        ('headers = { X-Api-Key = "k" }', {"X-Api-Key": "k"}, {}),
        ('query = { api_key = "k" }', {}, {"api_key": "k"}),
        ('webhook = "w"', {}, {}),
    ],
)
def test_a_source_is_read_with_what_stands_under_its_slug(
    tmp_path: Path, said: str, headers: dict[str, str], query: dict[str, str]
) -> None:
    credentials = written(tmp_path, f"[so-y-te]\n{said}\n")
    found = credentials.secrets_for(SOURCE, "https://data.example/api?page=2")
    assert (dict(found.headers), dict(found.query)) == (headers, query)
    for elsewhere in ("http://data.example/", "https://data.example:444/", "https://data.example.evil/", "https://["):
        assert credentials.secrets_for(SOURCE, elsewhere) == Secrets(), "another origin gets nothing"


def test_without_a_file_or_an_entry_nothing_is_carried(tmp_path: Path) -> None:
    assert not Credentials(tmp_path / "credentials.toml").secrets_for(SOURCE)
    assert not written(tmp_path, '[other]\nbearer = "x"\n').secrets_for(SOURCE)


@pytest.mark.parametrize(
    ("style", "said", "headers", "query"),
    [
        ('style = "header"\nparameter = "X-Key"\nprefix = "Token "', 'token = "t"', {"X-Key": "Token t"}, {}),
        ('style = "bearer"', 'token = "t"', {"Authorization": "Bearer t"}, {}),
        ('style = "query"\nparameter = "key"', 'token = "t"', {}, {"key": "t"}),
        ('style = "basic"', 'basic = { user = "u", password = "p" }', {"Authorization": "Basic dTpw"}, {}),
    ],
)
def test_a_mapping_says_how_the_token_goes_and_names_whose_it_is(
    tmp_path: Path, style: str, said: str, headers: dict[str, str], query: dict[str, str]
) -> None:
    source = replace(SOURCE, kind="json", mapping=f'{MAPPING}{style}\ncredential = "land"\n')
    credentials = written(tmp_path, f'[land]\norigin = "https://data.example"\n{said}\n')
    found = credentials.secrets_for(source)
    assert (dict(found.headers), dict(found.query)) == (headers, query)


@pytest.mark.parametrize(
    ("text", "mode", "change"),
    [
        ('[so-y-te]\nbearer = "canary"\n', 0o644, {}),
        ("[so-y-te]\nbearer = canary\n", 0o600, {}),
        ('[so-y-te]\npass = "canary"\n', 0o600, {}),
        ('so-y-te = "canary"\n', 0o600, {}),
        ('[so-y-te]\nbearer = ["canary"]\n', 0o600, {}),
        ('[so-y-te]\nbasic = { name = "canary", password = "canary" }\n', 0o600, {}),
        ('[so-y-te]\nbearer = "canary\\r\\nX: y"\n', 0o600, {}),
        ('[so-y-te]\nheaders = { Host = "canary" }\n', 0o600, {}),
        ('[so-y-te]\nheaders = { "a b" = "canary" }\n', 0o600, {}),
        ('[other]\nbearer = "canary"\n', 0o600, {"credential": "missing"}),
        ('[other]\nbearer = "canary"\n', 0o600, {"credential": "other"}),
        ('[other]\nbearer = "canary"\norigin = "https://elsewhere.example"\n', 0o600, {"credential": "other"}),
        ('[so-y-te]\nbearer = "canary"\n', 0o600, {"kind": "json", "mapping": f'{MAPPING}style = "bearer"\n'}),
    ],
)
def test_what_cannot_be_used_is_said_without_what_stands_there(
    tmp_path: Path, text: str, mode: int, change: dict[str, str]
) -> None:
    with pytest.raises(BadCredentials) as fault:
        written(tmp_path, text, mode).secrets_for(replace(SOURCE, **change))  # type: ignore[arg-type]
    assert fault.value.vi and fault.value.en
    assert "canary" not in fault.value.vi + fault.value.en + str(fault.value.__cause__)


def test_digests_are_signed_with_their_own_key(tmp_path: Path) -> None:
    credentials = written(tmp_path, '[so-y-te]\nwebhook = "khóa"\n')
    assert credentials.signing_key(SOURCE) == "khóa".encode()
    assert credentials.signing_key(replace(SOURCE, slug="other")) is None
