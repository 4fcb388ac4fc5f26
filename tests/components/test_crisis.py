"""Messages of somebody in danger are told from ordinary ones that use the same words."""

from __future__ import annotations

import pytest

from components.text.crisis import need_in

DISTRESS = ["me quiero morir", "ya no quiero vivir", "quiero desaparecer un tiempo", "pienso en matarme",
            "he pensado en morir", "No le encuentro sentido a mi vida", "quiero cortarme"]  # fmt: skip
VIOLENCE = ["Un profesor me acosa", "me están acosando por whatsapp", "mi ex me amenazó", "sufro violencia en mi casa"]
ORDINARY = ["me quiero morir de risa", "quiero desaparecer el curso de mi récord", "quiero matar el curso en verano",
            "quiero cortar el ciclo, ¿se puede?", "¿qué es acoso?", "me muero por dar el susti",
            "¿puedo reclamar mi nota?", ""]  # fmt: skip


@pytest.mark.parametrize("text", DISTRESS)
def test_distress(text: str) -> None:
    assert need_in(text) == "angustia"


@pytest.mark.parametrize("text", VIOLENCE)
def test_violence(text: str) -> None:
    assert need_in(text) == "vulneracion"


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_messages(text: str) -> None:
    assert need_in(text) is None
