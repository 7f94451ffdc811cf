"""Fetching what a mail names: never from the user's own network, whatever a name or a redirect says."""

import http.server
import socket
import threading
from contextlib import contextmanager

import pytest

from desktop.mail.outside import Outside, is_public, known_to_system, may_be_asked

NAME = "pictures.buyer.com"


@contextmanager
def web_server(answer):
    """A web server on this machine; yields its port and the paths that were asked."""
    asked = []

    class Server(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            code, headers = answer(self.path)
            self.send_response(code)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(b"picture")

        def log_message(self, *args):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield server.server_port, asked
    finally:
        server.shutdown()
        server.server_close()


def picture(_path):
    return 200, {"Content-Type": "image/png"}


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch):
    for name in (
        "http_proxy",
        "https_proxy",
        "all_proxy",
        "HTTP_PROXY",
        "HTTPS_PROXY",
        "ALL_PROXY",
    ):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(
    "address",
    ["10.1.2.3", "192.168.1.1", "172.16.0.1", "127.0.0.1", "169.254.169.254", "100.100.100.200", "0.0.0.0", "::1", "::",
     "fc00::1", "fd00:ec2::254", "fe80::1", "fe80::1%eth0", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::c0a8:101",
     "2002:7f00:1::", "168.63.129.16", "224.0.0.1", "ff02::1", "255.255.255.255", "no number"],
)  # fmt: skip
def test_addresses_that_are_never_asked(address):
    assert not is_public(address)
    assert not may_be_asked(address)


@pytest.mark.parametrize(
    "address", ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "64:ff9b::5db8:d70e"]
)
def test_public_addresses(address):
    assert is_public(address)


def test_a_stand_in_of_a_proxy_may_be_asked():
    assert may_be_asked("198.18.3.7")
    assert not is_public("198.18.3.7")


def test_a_name_that_leads_home_is_not_asked():
    with web_server(picture) as (port, asked):
        net = Outside(resolve=lambda host: ["127.0.0.1", "::1"], ports=frozenset({port}))
        url = f"http://{NAME}:{port}/router.png"
        assert net.may_ask(url)
        with pytest.raises(OSError, match="no public address"):
            net.picture(url, 1000)
        assert asked == []


def test_the_checked_address_is_connected_to_and_asked_for_once():
    """A name that changes its mind between check and connection gets no second question."""
    answers = iter([["10.0.0.1", "127.0.0.1"], ["10.0.0.1"]])
    with web_server(picture) as (port, asked):
        net = Outside(
            resolve=lambda host: next(answers),
            allowed={"127.0.0.1"}.__contains__,
            ports=frozenset({port}),
        )
        assert net.picture(f"http://{NAME}:{port}/a.png", 1000) == b"picture"
        assert asked == ["/a.png"]
        assert next(answers) == ["10.0.0.1"]


def test_a_redirect_is_resolved_and_checked_anew():
    def answer(path):
        if path == "/a.png":
            return 302, {"Location": f"http://home.buyer.com:{port}/admin"}
        return picture(path)

    names = {NAME: ["127.0.0.1"], "home.buyer.com": ["127.0.0.2"]}
    with web_server(answer) as (port, asked):
        net = Outside(
            resolve=names.__getitem__,
            allowed={"127.0.0.1"}.__contains__,
            ports=frozenset({port}),
        )
        with pytest.raises(OSError, match="no public address"):
            net.picture(f"http://{NAME}:{port}/a.png", 1000)
        assert asked == ["/a.png"]


def test_a_redirect_within_the_public_net_is_followed():
    def answer(path):
        if path == "/a.png":
            return 302, {"Location": f"http://cdn.buyer.com:{port}/b.png"}
        return picture(path)

    with web_server(answer) as (port, asked):
        net = Outside(
            resolve=lambda host: ["127.0.0.1"],
            allowed={"127.0.0.1"}.__contains__,
            ports=frozenset({port}),
        )
        assert net.picture(f"http://{NAME}:{port}/a.png", 1000) == b"picture"
        assert asked == ["/a.png", "/b.png"]


def test_a_name_that_leads_home_is_not_asked_by_a_proxy_either(monkeypatch):
    with web_server(picture) as (port, asked):
        monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{port}")
        home = Outside(resolve=lambda host: ["192.168.1.1"])
        with pytest.raises(OSError, match="own network"):
            home.picture(f"http://{NAME}/a.png", 1000)
        assert asked == []
        public = Outside(resolve=lambda host: ["93.184.215.14"])
        assert public.picture(f"http://{NAME}/a.png", 1000) == b"picture"
        assert asked == [f"http://{NAME}/a.png"]


def test_what_is_no_picture_or_too_large_is_left():
    with web_server(lambda path: (200, {"Content-Type": "text/html"})) as (port, _asked):
        net = Outside(allowed={"127.0.0.1"}.__contains__, ports=frozenset({port}))
        assert net.picture(f"http://127.0.0.1:{port}/", 1000) is None
    with web_server(picture) as (port, _asked):
        net = Outside(allowed={"127.0.0.1"}.__contains__, ports=frozenset({port}))
        assert net.picture(f"http://127.0.0.1:{port}/", 3) is None


def test_the_systems_resolver():
    assert known_to_system("localhost")[0] in ("127.0.0.1", "::1")
    with pytest.raises(OSError, match="name"):
        known_to_system("a..b")


def test_tls_is_checked_for_the_name_not_the_number():
    """A server without a certificate for the name gets no request."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        greeting = []

        def take():
            with listening.accept()[0] as caller:
                greeting.append(caller.recv(2000))

        thread = threading.Thread(target=take, daemon=True)
        thread.start()
        net = Outside(
            resolve=lambda host: ["127.0.0.1"],
            allowed={"127.0.0.1"}.__contains__,
            ports=frozenset({port}),
        )
        with pytest.raises(OSError):
            net.picture(f"https://{NAME}:{port}/a.png", 1000)
        thread.join(30)
    assert NAME.encode() in greeting[0]
    assert b"GET" not in greeting[0]
