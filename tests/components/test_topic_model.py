"""The model that ranks topics: what is kept of it, and how vague openings give way."""

from __future__ import annotations

from pathlib import Path

import pytest

from components.text.topic_model import TopicModel
from tests.components.conftest import EXAMPLES

VAGUE = "orientacion/notas"
TEXTS = ["¿cuántos créditos puedo llevar?", "susti en verano", "mi nota", "xyz", "", "😀"]


@pytest.fixture(scope="module")
def read_back(topic_model: TopicModel, tmp_path_factory: pytest.TempPathFactory) -> TopicModel:
    """The model as it is read back from the disk."""
    folder = tmp_path_factory.mktemp("model") / "new"
    topic_model.save(folder)
    return TopicModel.load(folder)


@pytest.mark.parametrize("text", TEXTS)
def test_a_model_read_back_ranks_alike(topic_model: TopicModel, read_back: TopicModel, text: str) -> None:
    assert read_back.rank(text) == topic_model.rank(text)
    assert read_back.rank_together(text, f"{text} en verano") == topic_model.rank_together(text, f"{text} en verano")


def test_a_model_read_back_has_an_example_of_each_label(topic_model: TopicModel, read_back: TopicModel) -> None:
    first = {label: texts[0] for label, texts in EXAMPLES.items()}
    assert topic_model.exemplars == first
    assert read_back.exemplars == first
    assert read_back.labels == topic_model.labels


def test_a_folder_without_a_model_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        TopicModel.load(tmp_path)


@pytest.mark.parametrize("text", TEXTS)
def test_the_shares_add_up(topic_model: TopicModel, text: str) -> None:
    ranked = topic_model.rank(text)
    assert {label for label, _ in ranked} == set(EXAMPLES)
    assert sum(share for _, share in ranked) == pytest.approx(1)
    assert ranked == sorted(ranked, key=lambda row: -row[1])


def test_two_labels_are_told_apart() -> None:
    examples = {label: EXAMPLES[label] for label in ("consulta/creditos", "consulta/susti")}
    labels = [label for label, texts in examples.items() for _ in texts]
    model = TopicModel().fit([text for texts in examples.values() for text in texts], labels)
    assert {label: model.rank(texts[0])[0][0] for label, texts in examples.items()} == {
        label: label for label in labels
    }


def share(model: TopicModel, text: str) -> float:
    return dict(model.rank(text))[VAGUE]


def test_a_vague_opening_is_recognised(topic_model: TopicModel) -> None:
    assert topic_model.rank("tengo un problema con mis notas")[0][0] == VAGUE


@pytest.mark.parametrize(
    ("text", "loses"),
    [
        ("tengo un problema con mi nota, ¿cuál es el tope de créditos?", True),
        ("¿qué pasa con mi nota?", True),
        ("tengo un problema con mi nota", False),
    ],
)
def test_a_vague_opening_loses_against_an_interrogative(
    topic_model: TopicModel, monkeypatch: pytest.MonkeyPatch, text: str, loses: bool
) -> None:
    now = share(topic_model, text)
    monkeypatch.setitem(topic_model.options, "vague", 0.0)
    before = share(topic_model, text)
    assert (now < before / 2) is loses
    assert (now == before) is not loses
