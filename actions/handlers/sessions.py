"""Where else the student is identified, and ending it everywhere."""

from __future__ import annotations

from datetime import datetime

from actions.conversation.turn import Reply, Turn
from actions.handlers.account import AccountAction
from actions.identity.links import OpenSession, channel_name
from actions.records.database import in_lima
from actions.services import Services


class OpenSessions(AccountAction):
    """Where am I signed in?"""

    action_name = "action_sesiones_abiertas"

    def account_reply(self, turn: Turn, services: Services) -> Reply:
        """A line a conversation, this one marked."""
        messages = services.knowledge.mensajes
        student = services.identity.linked(turn.sender_id)
        if student is None:
            return Reply().say(messages["no_identificado"])
        lines = [
            f"- {_described(session, turn.sender_id, messages)}" for session in services.identity.sessions(student)
        ]
        return Reply().say("\n".join([messages["sesiones_abiertas"], *lines, "", messages["sesiones_cerrarlas"]]))


class CloseAllSessions(AccountAction):
    """Sign out everywhere."""

    action_name = "action_cerrar_todas"
    is_always_allowed = True

    def account_reply(self, turn: Turn, services: Services) -> Reply:
        """Drop every link of the student and what was supposed here."""
        messages = services.knowledge.mensajes
        student = services.identity.linked(turn.sender_id)
        if student is None:
            return Reply().say(messages["no_identificado"])
        closed = services.identity.close_all(student)
        how_many = "tu única sesión" if closed == 1 else f"tus {closed} sesiones"
        reply = Reply().say(messages["cerrar_todas"].format(cuantas=how_many))
        reply.slots = {"hechos": None, "pregunta_pendiente": None, "tema_actual": None}
        return reply


def _described(session: OpenSession, sender_id: str, messages: dict[str, str]) -> str:
    told = messages["sesion_en_canal"].format(
        canal=channel_name(session.channel),
        desde=_moment(session.linked_at),
        vence=_moment(session.expires_at),
    )
    return messages["sesion_actual"].format(sesion=told) if session.sender_id == sender_id else told


def _moment(moment: datetime) -> str:
    return f"{in_lima(moment):%d/%m/%Y a las %H:%M}"
