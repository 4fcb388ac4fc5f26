"""What is kept of a conversation, and erasing it (Ley 29733)."""

from __future__ import annotations

import re

from actions.conversation.turn import Button, Reply, Turn
from actions.handlers.account import AccountAction
from actions.handlers.base import ReplyAction
from actions.services import Services

#: What cannot be undone is done for plain words alone.
_ERASES = re.compile(r"(?i)b[oó]rr|elim[ií]n|ol[vb]id|supr[ií]m|cancel|quit|l[ií]mpi|desapare|desha[cz]|destru")
_YES = "Sí, bórralo"


class TellPrivacy(ReplyAction):
    """What is kept, for how long, who reads it."""

    action_name = "action_privacidad"

    def reply(self, turn: Turn, services: Services) -> Reply:
        """The privacy notice in full."""
        return Reply().say(services.knowledge.mensajes["privacidad"].format(dias=services.settings.retention_days))


class EraseConversation(AccountAction):
    """Erase the conversation and its link."""

    action_name = "action_borrar_datos"
    is_always_allowed = True

    def account_reply(self, turn: Turn, services: Services) -> Reply:
        """Note the erasure, which the channel does once this turn is saved; ask first when no word says erase."""
        if not _ERASES.search(turn.text):
            button = Button(_YES, "/borrar_datos")
            return Reply().say(services.knowledge.mensajes["confirmar_borrado"], [button])
        services.identity.close(turn.sender_id)
        services.erasures.ask(turn.sender_id)
        reply = Reply(erases=True).say(services.knowledge.mensajes["datos_borrados"])
        reply.slots = {"hechos": None, "pregunta_pendiente": None, "tema_actual": None, "universidad": None}
        return reply
