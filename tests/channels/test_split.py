"""A long text becomes messages that a service accepts, cut where a reader would pause."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.split import split, utf16_length

SOURCE = "Fuente: Reglamento de Estudios de Pregrado UPN (2019), Art. 23 a; Art. 23 b; Art. 2 i. Ver también Art. 5."


def test_a_short_text_is_one_part() -> None:
    assert split("Sí puedes.\n\nPor qué:\n- Uno.\n- Dos.", 4096) == ["Sí puedes.\n\nPor qué:\n- Uno.\n- Dos."]


def test_a_text_without_words_has_no_parts() -> None:
    assert split(" \n\n ", 10) == []


@pytest.mark.parametrize(
    ("text", "limit", "parts"),
    [
        ("uno\ndos\n\ntres\ncuatro", 14, ["uno\ndos", "tres\ncuatro"]),
        ("uno\n\ndos\n\ntres", 9, ["uno\n\ndos", "tres"]),
        ("uno dos\ntres cuatro cinco", 17, ["uno dos", "tres cuatro cinco"]),
        ("Una frase. Otra más larga que sigue.", 30, ["Una frase.", "Otra más larga que sigue."]),
        ("¿Puedo? Según el Art. 23 sí puedes.", 27, ["¿Puedo?", "Según el Art. 23 sí puedes."]),
        ("Dijo «no.» Luego dijo que sí", 20, ["Dijo «no.»", "Luego dijo que sí"]),
        ("según el Art. 23 sí puedes", 16, ["según el Art. 23", "sí puedes"]),
        ("abcdefghij", 4, ["abcd", "efgh", "ij"]),
        ("abcd efgh", 4, ["abcd", "efgh"]),
        ("😀😀😀", 4, ["😀😀", "😀"]),
        ("😀😀😀", 5, ["😀😀", "😀"]),
        ("a😀b", 2, ["a", "😀", "b"]),
    ],
)
def test_the_cut_is_at_the_best_place_that_fits(text: str, limit: int, parts: list[str]) -> None:
    assert split(text, limit) == parts


@pytest.mark.parametrize("words", range(10, 60))
def test_the_source_stays_whole(words: int) -> None:
    text = f"{'Una palabra. ' * words}\n{SOURCE}"
    parts = split(text, 200)
    assert sum(SOURCE in part for part in parts) == 1


def test_the_limit_has_to_hold_an_emoji() -> None:
    with pytest.raises(ValueError, match="room"):
        split("😀", 1)


@given(st.text(st.sampled_from("ab. ¿AÑ\n😀;«»\t"), max_size=300), st.integers(2, 60))
def test_nothing_is_lost_or_too_long(text: str, limit: int) -> None:
    parts = split(text, limit)
    assert "".join("".join(parts).split()) == "".join(text.split())
    for part in parts:
        assert part
        assert part == part.strip()
        assert utf16_length(part) <= limit
        assert len(part.encode("utf-16-le")) == 2 * utf16_length(part)
