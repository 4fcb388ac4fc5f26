"""From a turn to its reply: which university, which topic, computed or general, and what comes next."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from actions.conversation.calculations import Case, Outcome, calculate, computes
from actions.conversation.choosing import (
    MOST_BUTTONS,
    follow_ups,
    near_topics,
    pick_topic,
    rivals,
    topic_buttons,
    topics_of,
)
from actions.conversation.stated_facts import merge
from actions.conversation.turn import (
    Button,
    Fact,
    Question,
    Reply,
    Turn,
    facts_to_slot,
    from_before,
    questions_to_slot,
)
from actions.identity.service import StudentKey
from actions.knowledge.model import Conocimiento, Respuesta, Tema
from actions.records.database import DatabaseUnavailable
from actions.records.expediente_query import read_expediente
from actions.rendering import render_answer, render_dictamen, render_summary, source_line
from actions.rulebooks.dictamen import Dictamen, Veredicto
from actions.rulebooks.expediente import Expediente
from actions.services import Services

logger = logging.getLogger(__name__)

_MOST_WAITING = 2


@dataclass(frozen=True)
class _Asker:
    """Who asks: the linked student, None when nobody; `unavailable` when the records cannot be read."""

    student: StudentKey | None = None
    unavailable: bool = False


def answer_question(turn: Turn, services: Services) -> Reply:
    """Answer the topic that the message asks about, or both where it asks two things."""
    turn = replace(from_before(turn), parts=tuple(map(from_before, turn.parts)))
    asker = _asker(turn, services)
    asked = _questions(turn, services, asker)
    if _asks_of_an_unknown_university(turn, [question.topic for _, question in asked], services.knowledge):
        return Reply().say(services.knowledge.mensajes["otra_universidad"])
    if len(asked) > 1:
        return _answer_all(asked, services, asker)
    university = university_of(turn, asker, services)
    if not asked:
        return _unsure(turn, university, services)
    part, question = asked[0]
    close = rivals(part, question.topic, university, services.knowledge)
    if close:
        reply = Reply().say(
            services.knowledge.mensajes["cual_tema"], topic_buttons(close, university, services.knowledge)
        )
        # What was stated belongs to whichever of them is chosen.
        reply.slots["pregunta_pendiente"] = questions_to_slot(Question(topic, question.facts) for topic in close)
        return reply
    return answer_topic(part, question.topic, question.facts, services, asker)


def answer_chosen(turn: Turn, topic: str, services: Services) -> Reply:
    """Answer a topic chosen with a button, with the facts of the question that led to the choice."""
    stated = next((question.facts for question in turn.pending if question.topic == topic), ())
    return answer_topic(turn, topic, stated, services)


def answer_topic(
    turn: Turn, topic: str, facts: Sequence[Fact], services: Services, asker: _Asker | None = None
) -> Reply:
    """Answer one topic with the facts stated; asks for the university when nothing tells it and it matters."""
    asker = asker or _asker(turn, services)
    tema = services.knowledge.temas.get(topic)
    if tema is None:
        return Reply().say(services.knowledge.mensajes["tema_desconocido"])
    university = _university_for(turn, facts, asker, services)
    if university is None and not services.knowledge.is_for_everybody(topic):
        return _ask_university_first(turn, [Question(topic, tuple(facts))], services)
    facts = _with_earlier(turn, topic, facts)
    reply = _answer_for(turn, tema, university, facts, services, asker)
    reply.slots.update(tema_actual=topic, hechos=facts_to_slot(facts))
    if university is not None:  # otherwise a question may still be waiting for it
        reply.slots.setdefault("pregunta_pendiente", None)
    return reply


def answer_pending(turn: Turn, services: Services) -> Reply | None:
    """Answer the questions that were waiting for a university or an identification, if there are any."""
    waiting = [(turn, question) for question in turn.pending if question.topic in services.knowledge.temas]
    return _answer_all(waiting, services, _asker(turn, services)) if waiting else None


def answer_again(turn: Turn, services: Services) -> Reply | None:
    """The last answer, as it stands for this turn's university; None when there was none."""
    return answer_topic(turn, turn.topic, turn.earlier, services) if turn.topic else None


def _questions(turn: Turn, services: Services, asker: _Asker) -> list[tuple[Turn, Question]]:
    """What the message asks, in its order, each with its part of the message.

    A topic stands once, and a part that says nothing is left out.
    """
    asked: dict[str, tuple[Turn, Question]] = {}
    for part in turn.parts or (turn,):
        topic = pick_topic(part, university_of(part, asker, services), services.knowledge)
        if topic:
            asked.setdefault(topic, (part, Question(topic, part.facts)))
    return list(asked.values())


def _answer_all(asked: Sequence[tuple[Turn, Question]], services: Services, asker: _Asker) -> Reply:
    """Each question's answer in order; the buttons are those of the last."""
    for part, question in asked:
        known = _university_for(part, question.facts, asker, services)
        if known is None and not services.knowledge.is_for_everybody(question.topic):
            return _ask_university_first(part, [question for _, question in asked], services)
    reply = Reply()
    waiting: list[object] = []
    for part, question in asked:
        answer = answer_topic(part, question.topic, question.facts, services, asker)
        waiting += answer.slots.get("pregunta_pendiente") or []
        reply.messages = [(text, []) for text, _ in reply.messages]
        reply.extend(answer)
    reply.slots["pregunta_pendiente"] = waiting or None
    return reply


def _university_for(turn: Turn, facts: Sequence[Fact], asker: _Asker, services: Services) -> str | None:
    """A university may have been named in the question that this one goes on with; one named now wins."""
    return university_of(replace(turn, facts=(*facts, *turn.facts)), asker, services)


def _ask_university_first(turn: Turn, asked: Sequence[Question], services: Services) -> Reply:
    waiting = {question.topic: question for question in (*turn.pending, *asked)}
    reply = ask_university(services)
    reply.slots["pregunta_pendiente"] = questions_to_slot(list(waiting.values())[-_MOST_WAITING:])
    return reply


def _asks_of_an_unknown_university(turn: Turn, topics: Sequence[str], knowledge: Conocimiento) -> bool:
    """Whether the rule of a university is wanted that nothing is known of.

    "Vengo de otra, ¿me convalidan?" wants the rule of the student's own.
    """
    if not turn.named("universidad") or turn.named_among("universidad", knowledge.universidades):
        return False
    return not topics or not all(knowledge.temas[topic].otra_institucion for topic in topics)


def ask_university(services: Services, message: str = "elegir_universidad") -> Reply:
    """Ask which university, with a button for each."""
    buttons = [
        Button.of(clave, "elegir_universidad", "universidad", clave) for clave in services.knowledge.universidades
    ]
    return Reply().say(services.knowledge.mensajes[message], buttons)


def sources_of_last(turn: Turn, services: Services) -> Reply:
    """Where the last answer stands."""
    asker = _asker(turn, services)
    university = _university_for(turn, turn.earlier, asker, services)
    answer = services.knowledge.respuesta(university, turn.topic) if turn.topic else None
    if answer is None or turn.topic is None:
        return Reply().say(services.knowledge.mensajes["sin_respuesta_anterior"])
    title = services.knowledge.temas[turn.topic].titulo
    return Reply().say(f"{title}:\n\n{source_line(answer.fuentes, services.knowledge)}")


def contact(university: str | None, services: Services) -> str:
    """Whom to ask at a university, or in general."""
    known = services.knowledge.universidades.get(university or "")
    return known.consulta if known else "La secretaría académica de tu universidad"


def university_of(turn: Turn, asker: _Asker, services: Services) -> str | None:
    """Named in the message > the identified student's > chosen > the deployment's default > None: ask."""
    known = services.knowledge.universidades
    candidates = (
        turn.named_among("universidad", known),
        asker.student.university if asker.student else None,
        turn.chosen_university,
        services.settings.default_university,
    )
    return next((name for name in candidates if name in known), None)


def current_university(turn: Turn, services: Services) -> str | None:
    """`university_of` for handlers that do not ask who is asking beforehand."""
    return university_of(turn, _asker(turn, services), services)


def _with_earlier(turn: Turn, topic: str, facts: Sequence[Fact]) -> tuple[Fact, ...]:
    """Facts supposed before hold until the topic changes."""
    return merge(turn.earlier, facts) if turn.continues and turn.topic == topic else tuple(facts)


def _asker(turn: Turn, services: Services) -> _Asker:
    try:
        return _Asker(services.identity.linked(turn.sender_id))
    except DatabaseUnavailable:
        logger.error("The records database is unavailable.")
        return _Asker(unavailable=True)


def _answer_for(
    turn: Turn, tema: Tema, university: str | None, facts: Sequence[Fact], services: Services, asker: _Asker
) -> Reply:
    knowledge = services.knowledge
    general = knowledge.respuesta(university, tema.clave)
    if university is None:
        assert general is not None  # without an answer for everybody the university was asked for
        return Reply().say(render_answer(general, knowledge), follow_ups(turn, tema, None, knowledge))
    if general is None:
        return _silent(turn, tema, university, services)
    notice = ""
    outcome = None
    record = None
    if tema.calculo:
        if asker.unavailable:
            notice = knowledge.mensajes["expediente_no_disponible"]
        elif asker.student and asker.student.university == university:
            try:
                record = _record(asker.student, services)
            except DatabaseUnavailable:
                notice = knowledge.mensajes["expediente_no_disponible"]
        course = next((str(f.value) for f in reversed(facts) if f.entity == "curso"), None)
        facts = merge([Fact(entity, value) for entity, value in tema.supone], facts)
        outcome = calculate(university, tema.calculo, Case(facts, turn.text, services.lima_now(), record, course))
    if outcome is None:
        reply = Reply()
        if notice:
            reply.say(notice)
        reply.say(render_answer(general, knowledge), follow_ups(turn, tema, university, knowledge))
        if asker.student is None and not asker.unavailable and computes(university, tema.calculo):
            _offer_identification(reply, tema, facts, services)
        return reply
    reply = Reply()
    if notice:
        reply.say(notice)
    return _computed(reply, turn, tema, university, outcome, record.al if record else None, general, services)


def _computed(
    reply: Reply,
    turn: Turn,
    tema: Tema,
    university: str,
    outcome: Outcome,
    record_of: datetime | None,
    general: Respuesta,
    services: Services,
) -> Reply:
    knowledge = services.knowledge
    as_of = record_of if outcome.from_record else None
    rule = None if tema.calculo_basta else general
    if outcome.unknown_course or outcome.which_course:
        key = "curso_no_encontrado" if outcome.unknown_course else "cual_curso"
        text = knowledge.mensajes[key].format(curso=outcome.unknown_course)
        text += "\n" + "\n".join(f"- {m.curso.nombre}" for m in outcome.courses)
        reply.say(text, _courses(outcome))
        return reply.say(render_answer(rule, knowledge)) if rule else reply
    if not outcome.dictamenes:
        reply.say(knowledge.mensajes["sin_cursos"])
        return reply.say(render_answer(general, knowledge))
    if len(outcome.dictamenes) > 1 and as_of is not None:
        text = render_summary(outcome.title, outcome.dictamenes, knowledge, as_of, rule)
        return reply.say(text, _courses(outcome))
    dictamen = outcome.dictamenes[0]
    with_rule = None if _is_enough(dictamen, tema) else general
    return reply.say(
        render_dictamen(dictamen, knowledge, as_of, with_rule, supposes=outcome.supposes),
        follow_ups(turn, tema, university, knowledge),
    )


def _is_enough(dictamen: Dictamen, tema: Tema) -> bool:
    """Whether the verdict alone answers: it is decided, and the topic asks for it rather than for a rule."""
    if dictamen.veredicto is Veredicto.CONTRADICCION:
        return True
    decided = dictamen.veredicto in (Veredicto.SI, Veredicto.NO)
    return tema.calculo_basta and (decided or not dictamen.falta)


def _record(student: StudentKey, services: Services) -> Expediente | None:
    with services.database.session() as session:
        return read_expediente(session, student.university, student.code, services.lima_now().date())


def _silent(turn: Turn, tema: Tema, university: str, services: Services) -> Reply:
    """That the university's documents say nothing, who decides then, and what they do say nearby."""
    knowledge = services.knowledge
    info = knowledge.universidades[university]
    text = knowledge.mensajes["tema_en_silencio"].format(
        universidad=university, decide=info.decide, consulta=info.consulta
    )
    if info.decide_fuente:
        text += "\n\n" + source_line([info.decide_fuente], knowledge)
    return Reply().say(text, near_topics(turn, tema, university, knowledge))


def _offer_identification(reply: Reply, tema: Tema, facts: Sequence[Fact], services: Services) -> None:
    text, buttons = reply.messages[-1]
    offer = services.knowledge.mensajes["ofrecer_identificarse"]
    body, mark, source = text.rpartition("Fuente:")
    text = f"{body.rstrip()}\n\n{offer}\n\n{mark}{source}" if mark else f"{text}\n\n{offer}"
    identify = Button("Identificarme", "/identificarme")
    reply.messages[-1] = (text, [identify, *buttons][:MOST_BUTTONS])
    reply.slots["pregunta_pendiente"] = questions_to_slot([Question(tema.clave, tuple(facts))])


def _courses(outcome: Outcome) -> list[Button]:
    return [Button.of(m.curso.nombre[:20], "elegir_curso", "curso", m.curso.codigo) for m in outcome.courses][
        :MOST_BUTTONS
    ]


def _unsure(turn: Turn, university: str | None, services: Services) -> Reply:
    buttons = topic_buttons([name for name, _ in topics_of(turn)], university, services.knowledge)
    return Reply().say(services.knowledge.mensajes["no_entendi"], buttons)
