"""Asking a cluster: who asks, how often, and what is said when it fails."""

from unittest.mock import Mock, patch

import pytest
from opensearchpy import exceptions

from index.errors import ClusterFailure, NoIndex, OutdatedIndex
from index.opensearch.address import parse_address
from index.opensearch.client import ATTEMPTS, Client, _Json
from index.opensearch.feed import prepared
from tests.clusters import address_at

FAR = parse_address("opensearch+https://host:9200/releases")
INFO = {"version": {"distribution": "opensearch", "number": "2.19.1"}}


@pytest.fixture(autouse=True)
def pauses(monkeypatch):
    waited = []
    monkeypatch.setattr("index.opensearch.client.time.sleep", waited.append)
    return waited


def connected(environment, info=INFO):
    """The arguments that a client of this environment connects with."""
    with patch("index.opensearch.client.OpenSearch") as library:
        library.return_value.info.return_value = info
        Client(FAR, environment)
    return library.call_args.kwargs


def test_certificates_are_checked():
    assert connected({})["verify_certs"] is True
    assert connected({"SEARCHER_OPENSEARCH_CA": "/ca.pem"})["ca_certs"] == "/ca.pem"


def test_a_password_comes_from_the_environment_or_a_file(tmp_path):
    (tmp_path / "secret").write_text("from file\n", encoding="utf-8")
    user = {"SEARCHER_OPENSEARCH_USER": "me"}
    assert connected({**user, "SEARCHER_OPENSEARCH_PASSWORD": "given"})["http_auth"] == ("me", "given")
    named = {**user, "SEARCHER_OPENSEARCH_PASSWORD_FILE": str(tmp_path / "secret")}
    assert connected(named)["http_auth"] == ("me", "from file")


def test_a_token_goes_before_a_user():
    environment = {"SEARCHER_OPENSEARCH_TOKEN": "t", "SEARCHER_OPENSEARCH_USER": "me"}
    assert connected(environment)["headers"] == {"Authorization": "Bearer t"}
    assert "http_auth" not in connected(environment)


@pytest.mark.parametrize(
    "version", [{"number": "8.1.0"}, {"distribution": "opensearch", "number": "1.3.0"}], ids=["another", "old"]
)
def test_another_program_or_version_is_refused(version):
    with pytest.raises(ClusterFailure, match="OpenSearch 2 or 3 is needed"):
        connected({}, {"version": version})


@pytest.fixture
def client():
    with patch("index.opensearch.client.OpenSearch") as library:
        library.return_value.info.return_value = INFO
        return Client(FAR, {})


@pytest.mark.parametrize(
    "error", [exceptions.ConnectionError("N/A", "refused", OSError()), exceptions.TransportError(429, "busy")]
)
def test_what_may_pass_is_asked_again_after_growing_pauses(client, pauses, error):
    assert client.ask(Mock(side_effect=[error, error, "answer"])) == "answer"
    assert pauses == [1, 2]


@pytest.mark.parametrize(
    ("error", "said", "attempts"),
    [
        (exceptions.ConnectionError("N/A", "refused", OSError()), "can't be reached", ATTEMPTS),
        (exceptions.ConnectionTimeout("TIMEOUT", "slow", OSError()), "did not answer within 30 seconds", ATTEMPTS),
        (exceptions.SSLError("N/A", "self signed", OSError()), "certificate is not trusted", 1),
        (exceptions.AuthenticationException(401, "who"), "doesn't know who asks", 1),
        (exceptions.AuthorizationException(403, "security_exception"), "may not do that", 1),
        (exceptions.AuthorizationException(403, "cluster_block_exception"), "is read-only", 1),
        (exceptions.TransportError(429, "cluster_block_exception"), "is read-only", 1),
        (exceptions.TransportError(429, "busy"), "is too busy", ATTEMPTS),
        (exceptions.TransportError(503, "no shard available"), r"\(it is red\)", ATTEMPTS),
        (exceptions.RequestError(400, "too_many_clauses"), "refused: .*too_many_clauses", 1),
    ],
)
def test_a_failure_is_said_in_plain_words(client, error, said, attempts):
    request = Mock(side_effect=error)
    with pytest.raises(ClusterFailure, match=said) as failed:
        client.ask(request)
    assert str(failed.value).startswith(str(FAR))
    assert request.call_count == attempts


def test_a_load_is_sent_again_where_the_cluster_is_away_or_has_too_much(client, pauses):
    answers = [{"items": [{"index": {"_id": "a", "status": status}}], "errors": status == 429} for status in (429, 201)]
    client.raw.transport.serializer = _Json()
    client.raw.bulk.side_effect = [exceptions.ConnectionError("N/A", "refused", OSError()), *answers]
    assert client.send([{"_index": "releases", "_id": "a", "title": "Tin"}]) == {}
    assert (client.raw.bulk.call_count, pauses) == (3, [1, 1])


def test_what_is_not_there_is_no_index(client):
    with pytest.raises(NoIndex):
        client.ask(Mock(side_effect=exceptions.NotFoundError(404, "index_not_found_exception")))


def test_an_index_of_another_schema_is_outdated(cluster_url):
    client = Client(address_at(cluster_url))
    index = prepared(client)
    client.raw.indices.put_mapping(index=index, body={"_meta": {"version": "0"}})
    with pytest.raises(OutdatedIndex):
        client.concrete()


def test_answers_may_hold_what_is_no_text():
    assert _Json().loads('{"_id": "/p/\\udcff"}') == {"_id": "/p/\udcff"}
