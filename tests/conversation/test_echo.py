"""What was read is told back, and what was not read too."""

from __future__ import annotations

import pytest

from actions.conversation.echo import told, unread_figures
from actions.conversation.stated import unambiguous
from actions.conversation.turn import Fact
from tests.conversation.conftest import Conversation, facts, said


def test_facts_are_told_in_plain_words() -> None:
    stated = (
        *facts(faltas=5, creditos__aprobados=150, peso__final=30, universidad="UPN", curso="cálculo"),
        Fact("situacion", "con_deuda"), Fact("dato", 2, "anios_reserva"),
    )  # fmt: skip
    assert told(stated) == "faltas 5, créditos aprobados 150, peso final 30 %, con deuda y años reserva 2"
    assert told(facts(universidad="UPN")) == ""


@pytest.mark.parametrize(
    ("text", "read", "unread"),
    [
        ("falté 5 de 16 clases", {"faltas": 5, "clases": 16}, []),
        ("dos cursos por tercera, uno de 4 créditos y otro de 5", {"creditos__del_curso": 4}, ["5"]),
        ("en Cálculo 2 falté 3 de 20 clases a las 5 pm del 4 de marzo de 2026", {"faltas": 3, "clases": 20}, []),
        ("con 10,5 y 11.5", {"nota__obtenida": 10.5}, ["11.5"]),
        ("mi plan 2026-1", {}, []),
    ],
)
def test_figures_that_became_no_fact_are_told(text: str, read: dict[str, float], unread: list[str]) -> None:
    assert unread_figures(text, facts(**read)) == unread


def test_an_answer_names_what_it_used_and_what_it_did_not(conversation: Conversation) -> None:
    text = said(
        conversation.at("UPN").ask("falté 5 de 16 clases, y 9 amigos también", "faltas_restantes", faltas=5, clases=16)
    )
    assert "Lo calculé con los datos que me das: faltas 5 y clases 16." in text
    assert text.startswith("Ojo: de tu mensaje entendí faltas 5 y clases 16, y no usé 9.")
    assert text.splitlines()[-1].startswith("Fuente:")


@pytest.mark.parametrize(
    ("stated", "kept"),
    [
        ((Fact("creditos", 4, "por_matricular"), Fact("creditos", 5, "por_matricular")), ()),
        ((Fact("creditos", 4, "cursos"), Fact("creditos", 3, "por_curso")), (4, 3)),
        ((Fact("creditos", 4, "cursos"), Fact("creditos", 3, "por_curso"), Fact("creditos", 1, "por_matricular")), ()),
        (
            (Fact("nota", 14, "obtenida"), Fact("evaluacion", "parcial"), Fact("evaluacion", "final")),
            ("parcial", "final"),
        ),
        ((Fact("nota", 14, "t1"), Fact("nota", 12, "t2"), Fact("faltas", 3)), (14, 12, 3)),
    ],
)
def test_of_several_values_none_is_taken(stated: tuple[Fact, ...], kept: tuple[object, ...]) -> None:
    assert tuple(fact.value for fact in unambiguous(stated)) == kept
