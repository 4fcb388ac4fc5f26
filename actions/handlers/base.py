"""What all actions share: from Rasa's tracker to a turn, work off the event loop, an apology when something breaks."""

from __future__ import annotations

import asyncio
import re
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, ClassVar

from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActiveLoop, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.contact.marks import ERASE_MARK
from actions.conversation.turn import Fact, Reply, Turn, facts_from_slot, is_plain, questions_from_slot
from actions.failures import log_failure
from actions.pictures import data_url
from actions.services import Services, current

#: The form that asks for what a calculation lacks (handlers/calculation_form.py).
FORM = "datos_del_calculo"
_SPEAKERS = {"user": "Estudiante", "bot": "Delegado"}
_MOST_LINES = 40
_SESSION_ENDS = frozenset(("action_cerrar_sesion", "action_cerrar_todas"))
#: The channels that can show a picture.
_PICTURE_CHANNELS = frozenset(("rest", "web", "telegram", "whatsapp"))


class ReplyAction(Action, ABC):
    """An action that answers with a Reply. Subclasses give `action_name` and `reply`."""

    action_name: ClassVar[str]
    #: Ending an identification is possible however many messages come with it.
    is_always_allowed: ClassVar[bool] = False

    def name(self) -> str:
        """Rasa's name of the action."""
        return self.action_name

    @abstractmethod
    def reply(self, turn: Turn, services: Services) -> Reply:
        """The answer to a turn; may read the database."""

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[Any]:
        """Answer in a thread: SQL must not hold up other conversations."""
        services = current()
        turn = turn_of(tracker)
        try:
            reply = await asyncio.to_thread(self._reply_within_limits, turn, services)
        except Exception as error:
            log_failure(self.action_name, error)
            reply = Reply().say(services.knowledge.mensajes["error"].format(consulta="tu secretaría académica"))
        scores = _scores(turn) if services.settings.show_scores else None
        for text, buttons in reply.messages:
            dispatcher.utter_message(
                text=text, buttons=[{"title": button.title, "payload": button.payload} for button in buttons]
            )
        for picture in reply.pictures:
            dispatcher.utter_message(text=picture.texto, image=await asyncio.to_thread(data_url, picture))
        if scores:
            dispatcher.utter_message(text=scores)
        if reply.erases:
            dispatcher.utter_message(json_message=ERASE_MARK)
        return (
            [SlotSet(key, value) for key, value in reply.slots.items()]
            + _form_events(reply, tracker)
            + list(self.follow_up())
        )

    def _reply_within_limits(self, turn: Turn, services: Services) -> Reply:
        if self.is_always_allowed or services.allows_message_of(turn.sender_id):
            return self.reply(turn, services)
        return Reply().say(services.knowledge.mensajes["demasiados_mensajes"])

    def follow_up(self) -> Sequence[Any]:
        """Events after the slots; none by default."""
        return []


def _form_events(reply: Reply, tracker: Tracker) -> list[Any]:
    """Leave the form, if one is open, and open it where the reply needs a fact."""
    events: list[Any] = []
    if tracker.active_loop_name:
        events += [ActiveLoop(None), SlotSet("requested_slot", None)]
    if reply.asks or tracker.slots.get("dato_pedido") or tracker.slots.get("dato") is not None:
        events += [SlotSet("dato", None), SlotSet("dato_pedido", reply.asks)]
    return [*events, FollowupAction(FORM)] if reply.asks else events


class FallbackReplyAction(ReplyAction, ABC):
    """A reply for a turn that no rule covers: the turn ends with it."""

    def follow_up(self) -> Sequence[Any]:
        """End the turn: no rule would."""
        return [FollowupAction("action_listen")]


def turn_of(tracker: Tracker) -> Turn:
    """Read the tracker defensively: entity values may have been typed by hand."""
    message = tracker.latest_message or {}
    entities = [
        entity for entity in message.get("entities") or [] if isinstance(entity, dict) and is_plain(entity.get("value"))
    ]
    slots = tracker.slots or {}
    chosen, topic = slots.get("universidad"), slots.get("tema_actual")
    turn = Turn(
        sender_id=tracker.sender_id,
        text=str(message.get("text") or ""),
        ranking=_ranking(message),
        facts=tuple(map(_fact, entities)),
        chosen_university=chosen if isinstance(chosen, str) else None,
        topic=topic if isinstance(topic, str) else None,
        earlier=facts_from_slot(slots.get("hechos")),
        pending=questions_from_slot(slots.get("pregunta_pendiente")),
        continues=message.get("continua") is True,
        asked=str(slots["dato_pedido"]) if slots.get("dato_pedido") else None,
        typed=slots.get("dato"),
        shows_pictures=tracker.get_latest_input_channel() in _PICTURE_CHANNELS,
        client=_client(message.get("metadata")),
        transcript=_transcript(tracker.events),
    )
    return replace(turn, parts=_parts(turn, message.get("preguntas"), entities))


def _client(metadata: Any) -> str:
    """The channel writes it (channels/reception.py); what a client sends as metadata never gets here."""
    client = metadata.get("cliente") if isinstance(metadata, dict) else None
    return client if isinstance(client, str) else ""


def _transcript(events: Any) -> tuple[str, ...]:
    lines: list[str] = []
    for event in events or ():
        if event.get("event") == "action" and event.get("name") in _SESSION_ENDS:
            lines.clear()  # whoever writes on may be somebody else
        elif event.get("event") in _SPEAKERS and event.get("text"):
            lines.append(f"{_SPEAKERS[event['event']]}: {_as_read(event['text'])}")
    return tuple(lines[-_MOST_LINES:])


def _as_read(text: str) -> str:
    """A button's payload by the value that it carries: a person reads this."""
    payload = re.fullmatch(r"/\w+(?:\{.*: ?\"([^\"]*)\"\})?", text)
    return f"[botón] {payload.group(1) or ''}".rstrip() if payload else text


def _fact(entity: dict[str, Any]) -> Fact:
    return Fact(str(entity.get("entity")), entity.get("value"), entity.get("role"))


def _parts(turn: Turn, rows: Any, entities: list[dict[str, Any]]) -> tuple[Turn, ...]:
    """One turn a question of a message that asks two things; none for rows that the classifier would not write."""
    try:
        return tuple(_part(turn, row, entities) for row in rows or ())
    except (KeyError, TypeError, ValueError):
        return ()


def _part(turn: Turn, row: dict[str, Any], entities: list[dict[str, Any]]) -> Turn:
    """One question with the facts that stand in it; a university named in the other half alone holds for both."""
    inside = [_fact(entity) for entity in entities if row["start"] <= entity.get("start", -1) < row["end"]]
    if not any(fact.entity == "universidad" for fact in inside):
        inside += [fact for fact in turn.facts if fact.entity == "universidad"]
    return replace(
        turn,
        text=str(row["text"]),
        ranking=tuple((str(label), float(share)) for label, share in row["ranking"]),
        facts=tuple(inside),
    )


def _ranking(message: dict[str, Any]) -> tuple[tuple[str, float], ...]:
    intent = (message.get("intent") or {}).get("name")
    selector = (message.get("response_selector") or {}).get(intent) or {}
    ranking = selector.get("ranking") or []
    if ranking:
        return tuple((str(row["intent_response_key"]), float(row["confidence"])) for row in ranking)
    return tuple((str(row["name"]), float(row["confidence"])) for row in message.get("intent_ranking") or [])


def _scores(turn: Turn) -> str:
    shown = " | ".join(f"{label} {share:.2f}" for label, share in turn.ranking[:2])
    facts = ", ".join(f"{f.entity}{':' + f.role if f.role else ''}={f.value}" for f in turn.facts)
    return f"[{shown or 'sin puntajes'}]" + (f" [{facts}]" if facts else "")
