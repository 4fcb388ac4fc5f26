"""What is a student code or a one-time code in a message, and what only looks like one."""

from __future__ import annotations

import pytest

from actions.identity.codes import MASK, is_code_message, mask_identifiers, one_time_code_in, student_code_in


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("N00100001", "N00100001"),
        ("n00100001", "N00100001"),
        ("N-00100001", "N00100001"),
        ("n 00100001", "N00100001"),
        ("Mi código es N00100001.", "N00100001"),
        ("mi codigo:N00100001, gracias", "N00100001"),
        ("(u201912345)", "U201912345"),
        ("U 201912345", "U201912345"),
        ("soy 20190123 de la cayetano", "20190123"),
        ("mi código es 20190123", "20190123"),
        ("a 20190123 le toca", "20190123"),
        ("n00100001@upn.example", "N00100001"),
    ],
)
def test_student_codes_are_read_and_masked(text: str, code: str) -> None:
    assert student_code_in(text) == code
    assert one_time_code_in(text) is None
    masked = mask_identifiers(text)
    assert MASK in masked
    assert not any(digit in masked for digit in "0123456789")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("123456", "123456"),
        ("000001", "000001"),
        ("123 456", "123456"),
        ("123-456", "123456"),
        ("12 34 56", "123456"),
        ("12-34-56", "123456"),
        ("mi código es 123456", "123456"),
        ("es 123456", "123456"),
        ("a ver, 123456.", "123456"),
        ("código:123456, gracias", "123456"),
        ("(123456)", "123456"),
        ("¿123456?", "123456"),
        ("el 121416", "121416"),
    ],
)
def test_one_time_codes_are_read_and_masked(text: str, code: str) -> None:
    assert one_time_code_in(text) == code
    assert student_code_in(text) is None
    masked = mask_identifiers(text)
    assert MASK in masked
    assert not any(digit in masked for digit in "0123456789")


def test_both_codes_in_one_message() -> None:
    text = "soy N00100001 y me llegó 123456"
    assert (student_code_in(text), one_time_code_in(text)) == ("N00100001", "123456")
    assert mask_identifiers(text) == f"soy {MASK} y me llegó {MASK}"


def test_every_code_is_masked_and_the_words_stay() -> None:
    text = "¿N00100001 y N00100002 son 123456 o 654 321?"
    assert mask_identifiers(text) == f"¿{MASK} y {MASK} son {MASK} o {MASK}?"


def test_masking_twice_changes_nothing() -> None:
    once = mask_identifiers("N00100001, 123456")
    assert mask_identifiers(once) == once


@pytest.mark.parametrize(
    "text",
    [
        # grades
        "si saco 14 en el final y 11.5 en el parcial",
        "saqué 12 14 16 en mis tres T",
        "mis notas: 08, 12, 14, 20",
        "tengo 05 11 13 16 18",
        "mi promedio es 16.33",
        "12,5 y 13,75",
        # credits and counts
        "llevo 22 créditos de 200",
        "tengo 176 créditos",
        "entre 12-22 créditos",
        "falté 5 de 16 clases y 3 tardanzas",
        # years and periods
        "desde 2019 hasta 2026",
        "2019-2021",
        "el ciclo 2026-2 y el 2025-1",
        # percentages
        "30 %",
        "el 33.3333% de faltas",
        "0.123456",
        # dates
        "el 15/10/2026",
        "15-10-2026",
        "15-10-26",
        "2026-10-15",
        "hoy-3 08:00",
        # telephone numbers, in their usual groups
        "llámame al 987 654 321",
        "+51 987 654 321",
        "+51987654321",
        "(01) 234-5678",
        "987-654-321",
        # money, articles, names
        "S/ 1,500.50",
        "150,000 soles",
        "Art. 23 b y Art. 112",
        "CAL2 y T1 y EP3",
        "un curso de 123456789012 letras",
        "abc123456 no es de nadie",
        "",
        "hola",
    ],
)
def test_what_only_looks_like_a_code_stays(text: str) -> None:
    assert mask_identifiers(text) == text
    assert (student_code_in(text), one_time_code_in(text)) == (None, None)
    assert not is_code_message(text)


@pytest.mark.parametrize(
    "text",
    ["123456", "mi código es N00100001", "hola, el código que me llegó al correo es 123456, gracias"],
)
def test_a_message_that_hands_over_a_code(text: str) -> None:
    assert is_code_message(text)


@pytest.mark.parametrize(
    "text",
    [
        "soy N00100001, ¿puedo dar el susti de cálculo?",
        "¿a qué correo llega el 123456?",
        "me matriculé con el código N00100001 en cálculo y en física y ahora quiero saber cómo me retiro de un curso",
    ],
)
def test_a_question_that_holds_a_code_stays_a_question(text: str) -> None:
    assert not is_code_message(text)
    assert MASK in mask_identifiers(text)
