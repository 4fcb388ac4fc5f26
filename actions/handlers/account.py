"""Identification: asking for it, codes, who is identified, ending it."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod

from actions.conversation.answering import answer_pending, ask_university, current_university
from actions.conversation.turn import Reply, Turn
from actions.failures import log_failure
from actions.handlers.base import ReplyAction
from actions.identity.codes import one_time_code_in, student_code_in
from actions.identity.links import lifetime_of
from actions.identity.service import Verification
from actions.records.database import DatabaseUnavailable
from actions.records.models import Student
from actions.services import Services


class AccountAction(ReplyAction, ABC):
    """Answers that the records are out of reach instead of an apology for a fault."""

    def reply(self, turn: Turn, services: Services) -> Reply:
        """The answer, or that identification is not possible now."""
        try:
            return self.account_reply(turn, services)
        except DatabaseUnavailable as error:
            log_failure(self.action_name, error)
            return Reply().say(services.knowledge.mensajes["identidad_no_disponible"])

    @abstractmethod
    def account_reply(self, turn: Turn, services: Services) -> Reply:
        """The answer; may raise DatabaseUnavailable."""


class Identify(AccountAction):
    """The student wants to identify."""

    action_name = "action_identificarme"

    def account_reply(self, turn: Turn, services: Services) -> Reply:
        """Ask for the student code (or use the one that the message brings)."""
        if services.identity.linked(turn.sender_id):
            return Reply().say(services.knowledge.mensajes["ya_identificado"])
        if student_code_in(turn.text):
            return _start(turn, services)
        if current_university(turn, services) is None:
            return ask_university(services, "pedir_universidad_para_codigo")
        return Reply().say(services.knowledge.mensajes["pedir_codigo"])


class ReceiveCode(AccountAction):
    """A student code or a one-time code was handed over. It is read here and kept nowhere."""

    action_name = "action_entregar_codigo"

    def account_reply(self, turn: Turn, services: Services) -> Reply:
        """Send a one-time code, or check the one that came."""
        messages = services.knowledge.mensajes
        if student_code_in(turn.text):
            if services.identity.linked(turn.sender_id):
                return Reply().say(messages["ya_identificado"])
            return _start(turn, services)
        code = one_time_code_in(turn.text)
        if code is None:
            return Reply().say(messages["pedir_codigo"])
        outcome = services.identity.verify(turn.sender_id, code)
        if outcome is Verification.WRONG:
            return Reply().say(messages["codigo_errado"])
        if outcome is Verification.NOTHING_PENDING:
            return Reply().say(messages["codigo_no_pendiente"])
        student = student_of(turn, services)
        name = student.name.split()[0] if student else ""
        reply = Reply().say(messages["identificado"].format(nombre=name, plazo=_time_left(turn.sender_id)))
        reply.slots = {"hechos": None, "pregunta_pendiente": None}
        return reply.extend(answer_pending(turn, services))


class WhoAmI(AccountAction):
    """Who is identified in this conversation."""

    action_name = "action_quien_soy"

    def account_reply(self, turn: Turn, services: Services) -> Reply:
        """Tell the first name and the university."""
        student = student_of(turn, services)
        if student is None:
            return Reply().say(services.knowledge.mensajes["no_identificado"])
        text = services.knowledge.mensajes["quien_soy"]
        return Reply().say(text.format(nombre=student.name.split()[0], universidad=student.university))


class CloseSession(AccountAction):
    """End the identification."""

    action_name = "action_cerrar_sesion"
    is_always_allowed = True

    def account_reply(self, turn: Turn, services: Services) -> Reply:
        """Drop the link and what was supposed while it held."""
        closed = services.identity.close(turn.sender_id)
        reply = Reply().say(services.knowledge.mensajes["sesion_cerrada" if closed else "sin_sesion"])
        reply.slots = {"hechos": None, "pregunta_pendiente": None, "tema_actual": None}
        return reply


def _start(turn: Turn, services: Services) -> Reply:
    code = student_code_in(turn.text) or ""
    university = _university_of_code(code, services) or current_university(turn, services)
    if university is None:
        return ask_university(services, "pedir_universidad_para_codigo")
    services.identity.start(turn.sender_id, university, code, turn.client)
    return Reply().say(services.knowledge.mensajes["codigo_enviado"])


def _university_of_code(code: str, services: Services) -> str | None:
    """The one university whose codes look like this; None when several or none do."""
    fitting = [
        university.clave
        for university in services.knowledge.universidades.values()
        if university.forma_codigo and re.fullmatch(university.forma_codigo, code)
    ]
    return fitting[0] if len(fitting) == 1 else None


def _time_left(sender_id: str) -> str:
    idle = lifetime_of(sender_id).idle
    return f"{idle.days} días" if idle.days else f"los próximos {idle.seconds // 60} minutos"


def student_of(turn: Turn, services: Services) -> Student | None:
    """Who is identified in this conversation, None when nobody. Raises DatabaseUnavailable."""
    key = services.identity.linked(turn.sender_id)
    if key is None:
        return None
    with services.database.session() as session:
        student = session.get(Student, (key.university, key.code))
        if student is not None:
            session.expunge(student)
        return student
