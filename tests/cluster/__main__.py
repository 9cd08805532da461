"""The tests of clusters on three real nodes, and what happens when one of them stops: `make test-cluster`.

The nodes come from Maven Central and run in one Java process, which ends with this one.
"""

import json
import os
import shutil
import subprocess
import sys
import threading
import time
import urllib.request
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

HERE = Path(__file__).parent
LIBRARIES = Path(".cache/test-cluster")
URL = "http://127.0.0.1:9201"
TREES = "2000"
PATIENCE = 120


@contextmanager
def nodes():
    """Yield what stops a node, given by its number."""
    if not LIBRARIES.exists():
        fetched = ["dependency:copy-dependencies", f"-DoutputDirectory={LIBRARIES.absolute()}"]
        subprocess.run(["mvn", "-q", "-B", "-f", HERE / "pom.xml", *fetched], check=True)
    with TemporaryDirectory() as folder:
        java = ["java", "-Xmx2g", "-cp", f"{LIBRARIES}/*", HERE / "Cluster.java", folder]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        process = subprocess.Popen(java, stdin=subprocess.PIPE, text=True, **quiet)
        try:
            wait_for(3)

            def stop(number):
                process.stdin.write(f"stop {number}\n")
                process.stdin.flush()
                wait_for(2)

            yield stop
        finally:
            process.kill()
            process.wait()


def wait_for(count):
    """Return when so many nodes make up the cluster."""
    for _ in range(PATIENCE):
        with suppress(OSError), urllib.request.urlopen(f"{URL}/_cluster/health") as answer:
            if json.load(answer)["number_of_nodes"] == count:
                return
        time.sleep(1)
    raise SystemExit(f"there are no {count} nodes after {PATIENCE} seconds")


def put(path, body):
    """Send a setting to the nodes."""
    headers = {"Content-Type": "application/json"}
    request = urllib.request.Request(URL + path, json.dumps(body).encode(), headers, method="PUT")
    urllib.request.urlopen(request).close()


def main():
    for program in ("java", "mvn"):
        if shutil.which(program) is None:
            sys.stdout.write(f"skipped: {program} is not installed\n")
            return 0
    with nodes() as stop:
        settings = {"number_of_shards": 3, "number_of_replicas": 1}
        put("/_index_template/tests", {"index_patterns": ["test-*"], "template": {"settings": settings}})
        environment = {**os.environ, "SEARCHER_TEST_CLUSTER": URL, "SEARCHER_TEST_TREES": TREES}
        tests = [
            sys.executable,
            "-m",
            "pytest",
            "-k",
            "cluster or opensearch",
            "tests/searcher",
            "tests/index/opensearch",
        ]
        failed = subprocess.run(tests, env=environment, check=False).returncode

        from tests.cluster.stopping import with_a_node_stopped

        return failed or with_a_node_stopped(URL, threading.Thread(target=stop, args=(3,)))


if __name__ == "__main__":
    sys.exit(main())
