"""What docs/scale.md gives to be copied is at least well-formed."""

import json
import re
import subprocess
from pathlib import Path

import pytest
import yaml

TEXT = (Path(__file__).parents[1] / "docs" / "scale.md").read_text(encoding="utf-8")


def blocks(language):
    return re.findall(rf"```{language}\n(.*?)```", TEXT, re.DOTALL)


def test_the_files_of_containers_are_yaml():
    compose, job = map(yaml.safe_load, blocks("yaml"))
    (node,) = compose["services"].values()
    assert {volume.partition(":")[0] for volume in node["volumes"]} == compose["volumes"].keys()
    assert re.fullmatch(r"\S+:\d+\.\d+\.\d+", node["image"])
    assert all(port.startswith("127.0.0.1:") for port in node["ports"])
    assert "path.repo=/snapshots" in node["environment"]
    (container,) = job["spec"]["template"]["spec"]["containers"]
    assert {mount["name"] for mount in container["volumeMounts"]} == {
        volume["name"] for volume in job["spec"]["template"]["spec"]["volumes"]
    }


def test_the_script_for_slurm_is_read_by_a_shell():
    (script,) = blocks("sh")
    assert subprocess.run(["sh", "-n"], input=script, text=True, check=False).returncode == 0


def test_the_index_is_called_by_its_version():
    from index.opensearch.mapping import VERSION

    assert set(re.findall(r"releases-([\d.]+)", TEXT)) == {VERSION}


@pytest.mark.parametrize("body", re.findall(r"^    (?:PUT|POST) .*?(\{.*\})$", TEXT, re.MULTILINE))
def test_the_bodies_of_requests_are_json(body):
    json.loads(body)
