"""The fact finder: the sentences of `hechos.yml`, and where a fact stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from components.text.facts import find_facts
from tests.components.conftest import Caso, Found, casos

CASOS = casos()


def found_in(text: str) -> Counter[Found]:
    return Counter((fact.entity, fact.role, fact.value) for fact in find_facts(text))


def without_courses(facts: Counter[Found]) -> Counter[Found]:
    return Counter({fact: count for fact, count in facts.items() if fact[0] != "curso"})


@pytest.mark.parametrize("caso", CASOS, ids=[f"{caso.grupo}: {caso.frase}" for caso in CASOS])
def test_every_fact_of_a_sentence_is_found_and_no_other(
    caso: Caso, extract: Callable[[str], list[dict[str, Any]]]
) -> None:
    found = Counter((entity["entity"], entity.get("role"), entity["value"]) for entity in extract(caso.frase))
    assert found == Counter(caso.hechos)
