"""Hand a student over to a person."""

from __future__ import annotations

from actions.contact.tickets import can_be_reached
from actions.conversation.answering import ask_university, contact, current_university
from actions.conversation.turn import Question, Reply, Turn, questions_to_slot
from actions.handlers.account import AccountAction, student_of
from actions.identity.codes import mask_identifiers
from actions.services import Services

#: Waits for a university as a question does, though it is no topic of a regulation.
HANDOVER = "hablar_con_persona"


class TalkToPerson(AccountAction):
    """Open a ticket with the conversation, mailed to the university's support desk."""

    action_name = "action_hablar_con_persona"

    def account_reply(self, turn: Turn, services: Services) -> Reply:
        """The ticket's number and the desk's hours; the office of the regulation where there is no desk."""
        return hand_over(turn, services)


def hand_over(turn: Turn, services: Services) -> Reply:
    """Open a ticket for this turn's university; ask for it when it is not known. Raises DatabaseUnavailable."""
    messages = services.knowledge.mensajes
    university = current_university(turn, services)
    if university is None:
        reply = ask_university(services, "universidad_para_persona")
        reply.slots["pregunta_pendiente"] = questions_to_slot([Question(HANDOVER)])
        return reply
    desk = services.desks.get(university)
    if desk is None:
        place = contact(university, services)
        return Reply().say(messages["sin_soporte"].format(consulta=place[:1].upper() + place[1:]))
    student = student_of(turn, services)
    if not student and not services.ticket_limit.allows(turn.client or turn.sender_id):
        return Reply().say(messages["demasiados_tickets"].format(correo=desk.address))
    ticket = services.tickets.open(turn.sender_id, desk, student, list(map(mask_identifiers, turn.transcript)))
    if student:
        how = messages["ticket_te_escriben"]
    elif can_be_reached(turn.sender_id, student):
        how = messages["ticket_te_escriben_aqui"]
    else:
        how = messages["ticket_sin_contacto"].format(correo=desk.address)
    text = messages["ticket_ya_abierto" if ticket.was_open else "ticket_abierto"]
    return Reply().say(text.format(numero=ticket.number, horario=desk.hours, contacto=how))
