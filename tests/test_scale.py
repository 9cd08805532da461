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
    assert set(compose["services"]["opensearch"]["volumes"]) == {
        "data:/usr/share/opensearch/data",
        "snapshots:/snapshots",
    }
    (container,) = job["spec"]["template"]["spec"]["containers"]
    assert {mount["name"] for mount in container["volumeMounts"]} == {
        volume["name"] for volume in job["spec"]["template"]["spec"]["volumes"]
    }


def test_the_script_for_slurm_is_read_by_a_shell():
    (script,) = blocks("sh")
    assert subprocess.run(["sh", "-n"], input=script, text=True, check=False).returncode == 0


@pytest.mark.parametrize("body", re.findall(r"^    (?:PUT|POST) .*?(\{.*\})$", TEXT, re.MULTILINE))
def test_the_bodies_of_requests_are_json(body):
    json.loads(body)
