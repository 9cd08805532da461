"""The JSON of every command is what the published schemas say, no less and no more."""

import json
from contextlib import redirect_stdout, suppress
from io import StringIO
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator, ValidationError
from referencing import Registry, Resource

import searcher
from index.rebuild import rebuild
from searcher.cli import main

FOLDER = Path(searcher.__file__).parent / "schema"
SCHEMAS = {path.stem: json.loads(path.read_text()) for path in FOLDER.glob("*.json")}
EXTENDED = {"described", "release", "timeline"}
TEXTS = {
    "copper.txt": "Copper accord\n\nLIMA, 3 March 2014 — Peru and Chile signed an accord on copper, no more.\n",
    "gold.txt": "Gold accord\n\nThe delegates went home without a word on the accord that they had signed in Lima.\n",
}


def strict(schema):
    """The schema with no other keys allowed than those it names, but where others build on it."""
    if isinstance(schema, list):
        return [strict(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    parts = {name: part if name in EXTENDED else strict(part) for name, part in schema.items()}
    is_object = schema.get("type") == "object" and "additionalProperties" not in schema
    return {**parts, "unevaluatedProperties": False} if is_object else parts


def validator(name, change=lambda schema: schema):
    resources = {f"{other}.json": Resource.from_contents(change(schema)) for other, schema in SCHEMAS.items()}
    return Draft202012Validator(change(SCHEMAS[name]), registry=Registry().with_resources(resources.items()))


COMMANDS = {
    "search": ["search", "accord", "--json"],
    "hit": ["search", "accord", "--jsonl"],
    "facets": ["facets", "accord", "--json"],
    "timeline": ["timeline", "accord", "--json"],
    "compare": ["compare", "copper", "gold", "author:x", "--json"],
    "first": ["first", "accord", "--json"],
    "release": ["show", "{pile}/copper.txt", "--json"],
    "index": ["index", "{pile}", "--json"],
    "status": ["status", "--json"],
    "check": ["check", "--json"],
    "saved": ["saved", "--json"],
    "replay": ["replay", "{pile}/../r.json", "--json"],
}


@pytest.fixture(scope="module")
def pile(tmp_path_factory):
    """A pile with its index, a saved search and a recorded one; beside it the JSON of all commands."""
    folder = tmp_path_factory.mktemp("schema") / "pile"
    folder.mkdir()
    for name, text in TEXTS.items():
        (folder / name).write_text(text)
    (folder / "menu.html").write_text("<p>Home</p>" * 3)
    (folder / "empty.txt").write_text("")
    (folder / "logo.png").write_text("x")
    rebuild(folder.parent / "index", [folder], jobs=1)
    return folder


@pytest.fixture(scope="module")
def run(pile):
    """Run a command line and return what it writes."""

    def command(*arguments):
        with redirect_stdout(StringIO()) as written, suppress(SystemExit):
            main([str(argument) for argument in arguments])
        return written.getvalue()

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SEARCHER_INDEX", str(pile.parent / "index"))
        patch.setenv("XDG_DATA_HOME", str(pile.parent / "data"))
        command("save", "accords", "accord", "--country", "PE", "--since", "2014")
        command("search", "accord", "--record", pile.parent / "r.json")
        yield command


@pytest.fixture(scope="module")
def answers(run, pile):
    """What each command writes."""
    written = {name: run(*(word.format(pile=pile) for word in words)) for name, words in COMMANDS.items()}
    return {name: [*map(json.loads, text.splitlines())] for name, text in written.items()}


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_schemas_are_schemas(name):
    Draft202012Validator.check_schema(SCHEMAS[name])
    assert SCHEMAS[name]["$id"] == f"{name}.json"


def test_every_schema_is_of_a_command():
    assert {*COMMANDS, "common", "export", "record"} == SCHEMAS.keys()


@pytest.mark.parametrize("name", COMMANDS)
def test_what_a_command_writes_is_what_its_schema_says(answers, name):
    assert answers[name]
    for answer in answers[name]:
        validator(name).validate(answer)


@pytest.mark.parametrize("name", COMMANDS)
def test_no_key_is_unknown_to_the_schema(answers, name):
    for answer in answers[name]:
        validator(name, strict).validate(answer)


@pytest.mark.parametrize("name", COMMANDS)
def test_a_key_that_is_missing_is_noticed(answers, name):
    for key in SCHEMAS[name].get("required", ()):
        without = {other: value for other, value in answers[name][0].items() if other != key}
        with pytest.raises(ValidationError):
            validator(name).validate(without)


@pytest.mark.parametrize("options", [[], ["--full"]])
def test_an_export(run, options):
    validator("export").validate(json.loads(run("export", "--format", "json", *options)))


def test_a_cleaned_file(run, pile):
    validator("release").validate(json.loads(run("clean", pile / "gold.txt", "--json")))


def test_a_record(run, pile):
    assert run
    validator("record", strict).validate(json.loads((pile.parent / "r.json").read_text()))
