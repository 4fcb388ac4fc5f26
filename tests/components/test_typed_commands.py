"""Only what our buttons send reaches the dialogue engine as a command."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rasa.shared.core.training_data.story_reader.yaml_story_reader import YAMLStoryReader
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from actions.conversation.turn import Button
from components.typed_commands import UNKNOWN_COMMAND, TypedCommands, disarm, is_button_payload

PAYLOADS = [
    Button.of("UPN", "elegir_universidad", "universidad", "UPN").payload,
    Button.of("Nota mínima", "ver_tema", "tema", "nota_minima").payload,
    Button.of("Cálculo II", "elegir_curso", "curso", "CAL2").payload,
    Button.of("Diseño", "elegir_curso", "curso", "Diseño").payload,
    "/identificarme",
    '  /ver_tema{"tema":"redondeo"}\n',
    '/elegir_universidad {"universidad": "UPCH"}',
]
COMMANDS = [
    "/restart",
    "/session_start",
    "/nlu_fallback",
    "/back",
    '/unknown{"a":1}',
    '/consulta{"tema": "nota_minima"}',
    "/entregar_codigo",
    '/ver_tema{"tema": ["nota_minima"]}',
    '/ver_tema{"tema": {"a": "b"}}',
    '/ver_tema{"tema": null}',
    '/ver_tema{"tema": 1}',
    '/ver_tema{"tema": true}',
    '/ver_tema{"tema": ""}',
    '/ver_tema{"tema": "nota_minima", "universidad": "UPC"}',
    '/ver_tema{"universidad": "UPC"}',
    '/ver_tema{"tema": "nota_minima"',
    "/ver_tema{}",
    "/ver_tema",
    '/identificarme{"codigo": "N00123456"}',
    "/identificarme{}",
    '/ver_tema@0.5{"tema": "nota_minima"}',
    f'/ver_tema{{"tema": "{"x" * 81}"}}',
    "/",
    "//restart",
    " \t/restart",
    "/restart\n",
]


def rasa_obeys(text: str) -> bool:
    """Whether Rasa itself would take a text for a command, once it went through the component."""
    (message,) = TypedCommands().process([Message({TEXT: text})])
    return bool(YAMLStoryReader.unpack_regex_message(message).get(INTENT))


@pytest.mark.parametrize("text", PAYLOADS)
def test_payloads_of_buttons_pass_as_they_are(text: str) -> None:
    assert is_button_payload(text)
    assert disarm(text) == text
    assert rasa_obeys(text)


def test_the_longest_value_passes() -> None:
    assert is_button_payload(f'/ver_tema{{"tema": "{"x" * 80}"}}')


@pytest.mark.parametrize("text", COMMANDS)
def test_other_commands_become_plain_words(text: str) -> None:
    assert not is_button_payload(text)
    assert disarm(text) == UNKNOWN_COMMAND
    assert not rasa_obeys(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("/cuántas faltas me quedan?", "cuántas faltas me quedan?"),
        ("/ ¿puedo dar el susti?", "¿puedo dar el susti?"),
        ("/mi_nota_minima es 12", "mi nota minima es 12"),
        ("/consulta/nota_minima", "consulta nota minima"),
        ('/ver_tema["nota_minima"]', "ver tema nota minima"),
    ],
)
def test_a_sentence_after_a_slash_keeps_its_words(text: str, words: str) -> None:
    assert disarm(text) == words
    assert not rasa_obeys(text)


@pytest.mark.parametrize("text", ["hola", "¿5/16 clases?", "y/o", "", "restart"])
def test_what_is_no_command_is_left(text: str) -> None:
    assert disarm(text) == text


@given(st.text(alphabet=st.sampled_from('/{}":,[]@_ \n\tverma1á'), max_size=40).map(lambda rest: "/" + rest))
def test_nothing_typed_is_obeyed_but_payloads(text: str) -> None:
    assert rasa_obeys(text) is is_button_payload(text)


def test_a_message_without_text_gets_an_empty_one() -> None:
    (message,) = TypedCommands().process([Message({})])
    assert message.get(TEXT) == ""
