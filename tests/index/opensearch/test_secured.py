"""An endpoint that speaks TLS and asks who is there, over the cluster of the tests."""

import http.client
import ssl
from base64 import b64encode
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import urlsplit

import pytest

from index.errors import ClusterFailure
from index.opensearch.address import parse_address
from index.opensearch.client import Client
from index.opensearch.feed import prepared

trustme = pytest.importorskip("trustme")

KNOWN = (f"Basic {b64encode(b'me:secret').decode()}", "Bearer token")


@pytest.fixture(scope="module")
def authority():
    return trustme.CA()


@pytest.fixture(scope="module")
def port(authority, cluster_url):
    class Proxy(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self):
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            status, answer = 401, b"{}"
            if self.headers.get("Authorization") in KNOWN:
                cluster = http.client.HTTPConnection(urlsplit(cluster_url).netloc)
                cluster.request(self.command, self.path, body, {"Content-Type": "application/json"})
                got = cluster.getresponse()
                status, answer = got.status, got.read()
                cluster.close()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        do_GET = do_HEAD = do_POST = do_PUT = answer  # noqa: N815 the names that the library calls

        def log_message(self, *_):
            pass

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    server = ThreadingHTTPServer(("localhost", 0), Proxy)
    server.daemon_threads = True
    server.socket = context.wrap_socket(server.socket, server_side=True)
    Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()


@pytest.fixture
def trusted(authority, tmp_path):
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    return {"SEARCHER_OPENSEARCH_CA": str(tmp_path / "ca.pem")}


def ask(port, environment, host="localhost"):
    """Make an index at the endpoint, and return its name there."""
    client = Client(parse_address(f"opensearch+https://{host}:{port}/secured"), environment)
    try:
        prepared(client)
        return client.concrete()
    finally:
        client.raw.close()


def test_a_user_is_let_in_by_the_password_of_a_file(port, trusted, tmp_path):
    (tmp_path / "password").write_text("secret\n", encoding="utf-8")
    user = {"SEARCHER_OPENSEARCH_USER": "me", "SEARCHER_OPENSEARCH_PASSWORD_FILE": str(tmp_path / "password")}
    assert ask(port, {**trusted, **user}).startswith("secured-")


def test_a_token_lets_in_too(port, trusted):
    assert ask(port, {**trusted, "SEARCHER_OPENSEARCH_TOKEN": "token"}).startswith("secured-")


@pytest.mark.parametrize("password", [None, "wrong"])
def test_nobody_else_is_let_in(port, trusted, password):
    user = {"SEARCHER_OPENSEARCH_USER": "me", "SEARCHER_OPENSEARCH_PASSWORD": password} if password else {}
    with pytest.raises(ClusterFailure, match="doesn't know who asks"):
        ask(port, {**trusted, **user})


def test_a_certificate_that_nobody_vouches_for_is_refused(port):
    with pytest.raises(ClusterFailure, match="certificate is not trusted"):
        ask(port, {"SEARCHER_OPENSEARCH_TOKEN": "token"})


def test_a_certificate_of_another_host_is_refused(port, trusted):
    with pytest.raises(ClusterFailure, match="certificate is not trusted"):
        ask(port, {**trusted, "SEARCHER_OPENSEARCH_TOKEN": "token"}, "127.0.0.1")
