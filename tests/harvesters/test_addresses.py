"""What counts as public, and which addresses are refused before anything is called."""

import pytest

from harvesters.addresses import Forbidden, Target, check, is_public


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.9.9.9", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
        "224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1", "::1", "::", "fe80::1",
        "fc00::1", "fd12::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "2002:7f00:1::", "64:ff9b::7f00:1",
        "2001:db8::1", "192.0.0.9", "fec0::1", "3fff::1", "64:ff9b:1::7f00:1", "::127.0.0.1", "not an address",
    ],
)  # fmt: skip
def test_these_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "203.162.4.190", "2606:4700:4700::1111", "::ffff:8.8.8.8"])
def test_these_are_public(address: str) -> None:
    assert is_public(address)


def say(*addresses: str) -> object:
    return lambda host, port: addresses


@pytest.mark.parametrize(
    ("url", "slug"),
    [
        ("ftp://example.org/", "bad-address"),
        ("file:///etc/passwd", "bad-address"),
        ("http:///nowhere", "bad-address"),
        ("http://exa mple.org/", "bad-address"),
        ("http://example.org/\n", "bad-address"),
        ("http://example.org/" + "a" * 3000, "bad-address"),
        ("http://user@example.org/", "userinfo"),
        ("http://user:pass@example.org/", "userinfo"),
        ("http://example.org:22/", "port"),
    ],
)
def test_a_url_that_cannot_be_used_is_refused(url: str, slug: str) -> None:
    outcome = check(url, lambda host, port, address: False, lambda host, port: ("8.8.8.8",))
    assert isinstance(outcome, Forbidden)
    assert outcome.slug == slug
    assert outcome.reason_vi and outcome.reason_en


def test_a_host_with_one_private_address_among_public_ones_is_refused() -> None:
    outcome = check("https://hai-mat.example/", lambda host, port, address: False, say("8.8.8.8", "10.0.0.1"))  # type: ignore[arg-type]
    assert isinstance(outcome, Forbidden) and outcome.slug == "private-address"


def test_what_turns_the_reading_about_is_not_repeated() -> None:
    outcome = check("http://\u202evn.gov.example/", lambda host, port, address: False, lambda host, port: ("8.8.8.8",))
    assert isinstance(outcome, Forbidden) and "\ufffd" in outcome.reason_vi and outcome.reason_en.isprintable()


def test_the_operator_lets_a_host_through_with_its_port() -> None:
    outcome = check(
        "http://noi-bo.example:8080/x#y",
        lambda host, port, address: host == "noi-bo.example",
        lambda host, port: ("10.0.0.5",),
    )
    assert outcome == Target("http://noi-bo.example:8080/x", "http", "noi-bo.example", 8080, ("10.0.0.5",))
