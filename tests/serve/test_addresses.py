"""Where the preview is, and who it answers to."""

import pytest

from digest.serve.server import address, hosts, is_loopback


@pytest.mark.parametrize(
    ("host", "url", "local"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000/", True),
        ("127.0.0.2", "http://127.0.0.2:8000/", True),
        ("localhost", "http://localhost:8000/", True),
        ("::1", "http://[::1]:8000/", True),
        ("0.0.0.0", "http://127.0.0.1:8000/", False),
        ("::", "http://[::1]:8000/", False),
        ("192.168.1.5", "http://192.168.1.5:8000/", False),
        ("desk.example", "http://desk.example:8000/", False),
    ],
)
def test_an_address_is_one_that_a_browser_can_open(host: str, url: str, local: bool) -> None:
    assert (address(host, 8000), is_loopback(host)) == (url, local)


ASKING = ("127.0.0.1", "localhost", "[::1]", "192.168.1.5", "[fe80::1]", "desk.example", "evil.example", "127.0.0.1.evil.example")


@pytest.mark.parametrize(
    ("host", "answered"),
    [
        ("127.0.0.1", ("127.0.0.1", "localhost", "[::1]")),
        ("192.168.1.5", ("127.0.0.1", "localhost", "[::1]", "192.168.1.5")),
        ("Desk.example", ("127.0.0.1", "localhost", "[::1]", "desk.example")),
        ("0.0.0.0", ("127.0.0.1", "localhost", "[::1]", "192.168.1.5", "[fe80::1]")),
        ("::", ("127.0.0.1", "localhost", "[::1]", "192.168.1.5", "[fe80::1]")),
    ],
)
def test_only_our_own_hosts_are_answered_to(host: str, answered: tuple[str, ...]) -> None:
    assert tuple(each for each in ASKING if hosts(host).match(each)) == answered
