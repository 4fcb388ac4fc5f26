"""Train the model when what it is made of changed: `python -m operations.training`."""

from __future__ import annotations

import argparse
import hashlib
import os
import subprocess
import sys
import time
from pathlib import Path

from actions.knowledge.loader import KnowledgeError, load_knowledge
from actions.settings import ROOT
from operations.environment import addresses_from_environment, child_environment, var_folder
from operations.examples import check_examples, read_examples

_SOURCES = ("config.yml", "domain.yml", "data", "components", "requirements/development.txt")


class TrainingFailed(Exception):
    """Training ended with an error; the message says where its output is."""


def fingerprint() -> str:
    """Changes when the data, the pipeline, its code or the locked libraries change."""
    digest = hashlib.sha256()
    for source in _SOURCES:
        path = ROOT / source
        files = [path] if path.is_file() else sorted(p for p in path.rglob("*") if p.suffix in (".yml", ".py"))
        for file in files:
            digest.update(str(file.relative_to(ROOT)).encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:16]


def model_path() -> Path:
    """Where the model for the present sources is or will be."""
    folder = Path(os.environ.get("DELEGADO_MODELS", var_folder() / "models"))
    return folder / f"{fingerprint()}.tar.gz"


def ensure_model(force: bool = False) -> Path:
    """Return the model for the present sources, training it where it is missing. Raises TrainingFailed,
    KnowledgeError."""
    path = model_path()
    if path.exists() and not force:
        return path
    check_examples(load_knowledge())
    path.parent.mkdir(parents=True, exist_ok=True)
    log = var_folder() / "log" / "training.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    command = [
        sys.executable, "-m", "operations.rasa_server", "train", "--config", "config.yml", "--domain", "domain.yml",
        "--data", str(_examples_in_one_file()), "data/rules", "--out", str(path.parent), "--fixed-model-name",
        path.name.removesuffix(".tar.gz"), "--force", "--skip-validation",  # the examples were checked above
    ]  # fmt: skip
    started = time.monotonic()
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=ROOT, env=child_environment(addresses_from_environment()), stdout=output, stderr=output
        )
        _show_progress(process, started)
    if process.returncode != 0 or not path.exists():
        raise TrainingFailed(f"Training failed (exit code {process.returncode}). Its output is in {log}.")
    for old in path.parent.glob("*.tar.gz"):
        if old != path:
            old.unlink()
    print(f"Model trained in {time.monotonic() - started:.0f} s.", flush=True)
    return path


def _examples_in_one_file() -> Path:
    """All examples as one file: Rasa compares everything read so far with each further file, which takes minutes."""
    by_intent: dict[str, list[str]] = {}
    for example in read_examples():
        by_intent.setdefault(example.intent, []).append(f"    - {example.text}")
    text = 'version: "3.1"\n\nnlu:\n'
    for intent, lines in by_intent.items():
        text += f"- intent: {intent}\n  examples: |\n" + "\n".join(lines) + "\n"
    path = var_folder() / "training" / "nlu.yml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def _show_progress(process: subprocess.Popen[bytes], started: float) -> None:
    """A line that counts the seconds on a terminal; elsewhere one every ten."""
    shown = -1
    while process.poll() is None:
        time.sleep(0.2)
        seconds = int(time.monotonic() - started)
        if sys.stdout.isatty():
            print(f"\rTraining the model ... {seconds} s", end="", flush=True)
        elif seconds // 10 > shown:
            shown = seconds // 10
            print(f"Training the model ... {seconds} s", flush=True)
    if sys.stdout.isatty():
        print()


def main() -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--force", action="store_true", help="train even when nothing changed")
    arguments = parser.parse_args()
    try:
        print(f"Model: {ensure_model(arguments.force)}")
    except (TrainingFailed, KnowledgeError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
