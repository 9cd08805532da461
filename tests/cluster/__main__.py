"""The tests of clusters on three real nodes, and what happens when one of them is killed: `make test-cluster`.

Each node is a process of its own, of OpenSearch's smallest distribution, which comes from Maven Central. Where that
can't be had, it says so and is no failure. SEARCHER_TEST_TREES sets how many random questions are asked; arguments go
to pytest in place of the names of all tests.
"""

import json
import os
import shutil
import subprocess
import sys
import time
import urllib.request
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

VERSION = "2.19.1"
ARTIFACT = f"org.opensearch.distribution.integ-test-zip:opensearch:{VERSION}:zip"
FETCHED = Path(".cache/test-cluster")
URL = "http://127.0.0.1:9201"
HEAP = "700m"
TREES = {"SEARCHER_TEST_TREES": "2000"}
TESTS = ("tests/searcher", "tests/index/opensearch", "tests/tui/test_cluster.py")
PATIENCE = 240
NUMBERS = (1, 2, 3)
NOBODY = ("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups")
"""Whom a node runs as where the tests run as root, which OpenSearch refuses."""


ARCHIVE = FETCHED / f"opensearch-{VERSION}.zip"


def lacking():
    """Return why there can be no nodes here, None where there can; the distribution is fetched once."""
    for program in ("java", "mvn"):
        if shutil.which(program) is None:
            return f"{program} is not installed"
    if not ARCHIVE.exists():
        fetch = [
            "mvn",
            "-q",
            "-B",
            "-Dstyle.color=never",
            "dependency:copy",
            f"-Dartifact={ARTIFACT}",
            f"-DoutputDirectory={FETCHED}",
        ]
        try:
            fetched = subprocess.run(fetch, stdout=subprocess.PIPE, text=True, timeout=PATIENCE, check=False)
        except subprocess.TimeoutExpired:
            return f"Maven fetched no OpenSearch within {PATIENCE} seconds"
        if fetched.returncode:
            return f"Maven can't fetch OpenSearch: {next(iter(fetched.stdout.splitlines()), 'it says nothing')}"
    return None


@contextmanager
def nodes():
    """Yield the processes of three nodes that have found each other, none if they did not."""
    with TemporaryDirectory() as folder, ExitStack() as started:
        Path(folder).chmod(0o755)
        processes = []
        for number in NUMBERS:
            shutil.unpack_archive(ARCHIVE, Path(folder, str(number)))
            processes.append(start(number, Path(folder, str(number), f"opensearch-{VERSION}")))
            started.callback(processes[-1].wait)
            started.callback(processes[-1].kill)
        yield processes if have_met(len(NUMBERS)) else []


def start(number, home):
    """Start a node in a folder of its own."""
    for program in (home / "bin").iterdir():
        program.chmod(0o755)
    if os.geteuid() == 0:
        for path in (home, *home.rglob("*")):
            shutil.chown(path, "nobody", "nogroup")
    settings = {
        "cluster.name": "searcher-test",
        "node.name": f"n{number}",
        "http.port": 9200 + number,
        "transport.port": 9300 + number,
        "discovery.seed_hosts": ",".join(f"127.0.0.1:{9300 + n}" for n in NUMBERS),
        "cluster.initial_cluster_manager_nodes": ",".join(f"n{n}" for n in NUMBERS),
        "cluster.routing.allocation.disk.threshold_enabled": "false",
    }
    java = Path(shutil.which("java")).resolve().parents[1]
    environment = {
        **os.environ,
        "OPENSEARCH_JAVA_HOME": str(java),
        "OPENSEARCH_JAVA_OPTS": f"-Xms{HEAP} -Xmx{HEAP}",
    }
    command = ["bash", str(home / "bin" / "opensearch"), *(f"-E{name}={value}" for name, value in settings.items())]
    quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    return subprocess.Popen([*NOBODY, *command] if os.geteuid() == 0 else command, env=environment, **quiet)


def have_met(count):
    """Tell whether so many nodes make up the cluster, after waiting for them."""
    for _ in range(PATIENCE):
        with suppress(OSError), urllib.request.urlopen(f"{URL}/_cluster/health") as answer:
            if json.load(answer)["number_of_nodes"] == count:
                return True
        time.sleep(1)
    return False


def put(path, body):
    """Send a setting to the nodes."""
    headers = {"Content-Type": "application/json"}
    request = urllib.request.Request(URL + path, json.dumps(body).encode(), headers, method="PUT")
    urllib.request.urlopen(request).close()


def skipped(why):
    """Say why there are no tests, which is no failure."""
    sys.stdout.write(f"the tests on real nodes are skipped: {why}\n")
    return 0


def main():
    if why := lacking():
        return skipped(why)
    with nodes() as processes:
        if not processes:
            return skipped(f"the nodes did not find each other within {PATIENCE} seconds")
        settings = {"number_of_shards": 3, "number_of_replicas": 1}
        put("/_index_template/tests", {"index_patterns": ["test-*"], "template": {"settings": settings}})
        environment = {**TREES, **os.environ, "SEARCHER_TEST_CLUSTER": URL}
        command = [sys.executable, "-m", "pytest", "-k", "cluster or opensearch", *(sys.argv[1:] or TESTS)]
        failed = subprocess.run(command, env=environment, check=False).returncode

        from tests.cluster.stopping import with_a_node_killed

        return with_a_node_killed(URL, processes[-1]) or failed


if __name__ == "__main__":
    sys.exit(main())
