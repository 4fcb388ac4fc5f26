"""From a turn to its reply: which university, which topic, computed or general, and what comes next."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from actions.conversation.calculations import Case, Outcome, calculate, computes, states_figures
from actions.conversation.stated_facts import merge
from actions.conversation.turn import Button, Fact, Reply, Turn, facts_from_slot, facts_to_slot
from actions.identity.service import StudentKey
from actions.knowledge.loader import Respuesta, Tema, Universidad
from actions.records.database import DatabaseUnavailable
from actions.records.expediente_query import read_expediente
from actions.rendering import render_answer, render_dictamen, render_summary, source_line
from actions.rulebooks.dictamen import Dictamen, Veredicto
from actions.rulebooks.expediente import Expediente
from actions.services import Services

logger = logging.getLogger(__name__)

TOPIC_PREFIX = "consulta/"
#: Two topics whose shares differ by less are level: the one that the university answers wins, and the other is offered.
NEARLY_LEVEL = 0.10
#: Under this share the best topic is a guess: the bot asks instead.
TOO_UNSURE = 0.15
#: From this share on a topic is likely enough for the figures in the message to speak for it.
_LIKELY = 0.05
_MOST_BUTTONS = 3
_CONTINUATIONS = ("y ", "¿y ", "pero ", "¿pero ", "entonces ", "ah ", "ok y ")
_SHORT_MESSAGE = 9


@dataclass(frozen=True)
class _Asker:
    """Who asks: the linked student, None when nobody; `unavailable` when the records cannot be read."""

    student: StudentKey | None = None
    unavailable: bool = False


def answer_question(turn: Turn, services: Services) -> Reply:
    """Answer the topic that the message asks about."""
    named = turn.named("universidad")
    if named and not any(fact.value in services.knowledge.universidades for fact in turn.facts):
        return Reply().say(services.knowledge.mensajes["otra_universidad"])
    asker = _asker(turn, services)
    university = university_of(turn, asker, services)
    topic = pick_topic(turn, university, services)
    if topic is None:
        return _unsure(turn, services)
    return answer_topic(turn, topic, turn.facts, services, asker)


def answer_topic(
    turn: Turn, topic: str, facts: Sequence[Fact], services: Services, asker: _Asker | None = None
) -> Reply:
    """Answer one topic with the facts stated; asks for the university when nothing tells it."""
    asker = asker or _asker(turn, services)
    tema = services.knowledge.temas.get(topic)
    if tema is None:
        return Reply().say(services.knowledge.mensajes["tema_desconocido"])
    # A university may have been named in the question that this one goes on with; one named now comes last and wins.
    university = university_of(replace(turn, facts=(*facts, *turn.facts)), asker, services)
    if university is None:
        reply = ask_university(services)
        reply.slots["pregunta_pendiente"] = {"tema": topic, "hechos": facts_to_slot(facts)}
        return reply
    facts = _with_earlier(turn, topic, facts)
    reply = _answer_for(turn, tema, university, facts, services, asker)
    reply.slots.update(tema_actual=topic, hechos=facts_to_slot(facts))
    reply.slots.setdefault("pregunta_pendiente", None)
    return reply


def answer_pending(turn: Turn, services: Services) -> Reply | None:
    """Answer the question that was waiting for a university or an identification, if there is one."""
    pending = turn.pending if isinstance(turn.pending, dict) else {}
    topic = pending.get("tema")
    if not isinstance(topic, str) or topic not in services.knowledge.temas:
        return None
    reply = answer_topic(turn, topic, facts_from_slot(pending.get("hechos")), services)
    reply.slots.setdefault("pregunta_pendiente", None)
    return reply


def ask_university(services: Services, message: str = "elegir_universidad") -> Reply:
    """Ask which university, with a button for each."""
    buttons = [
        Button.of(clave, "elegir_universidad", "universidad", clave) for clave in services.knowledge.universidades
    ]
    return Reply().say(services.knowledge.mensajes[message], buttons)


def sources_of_last(turn: Turn, services: Services) -> Reply:
    """Where the last answer stands."""
    asker = _asker(turn, services)
    university = university_of(replace(turn, facts=(*turn.earlier, *turn.facts)), asker, services)
    answer = services.knowledge.respuesta(university, turn.topic) if university and turn.topic else None
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
        turn.named("universidad"),
        asker.student.university if asker.student else None,
        turn.chosen_university,
        services.settings.default_university,
    )
    return next((name for name in candidates if name in known), None)


def current_university(turn: Turn, services: Services) -> str | None:
    """`university_of` for handlers that do not ask who is asking beforehand."""
    return university_of(turn, _asker(turn, services), services)


def pick_topic(turn: Turn, university: str | None, services: Services) -> str | None:
    """The best topic. Only between nearly level ones does it matter which of them the university answers.

    None when even the best is a guess. A short continuation with facts ("¿y si tengo 5 tardanzas?") stays on the topic.
    """
    if _continues(turn, services):
        return turn.topic
    topics = [(label[len(TOPIC_PREFIX) :], share) for label, share in turn.ranking if label.startswith(TOPIC_PREFIX)]
    if not topics or topics[0][1] < TOO_UNSURE:
        return None
    computed = _computed_by_facts(turn, topics, university, services)
    if computed:
        return computed
    level = [name for name, share in topics if topics[0][1] - share < NEARLY_LEVEL]
    if university:
        answered = [name for name in level if services.knowledge.respuesta(university, name)]
        level = answered or level
    return level[0]


def _computed_by_facts(
    turn: Turn, topics: list[tuple[str, float]], university: str | None, services: Services
) -> str | None:
    """Figures that a calculation could work on are evidence for its topics, where one is among the likely ones."""
    first = services.knowledge.temas.get(topics[0][0])
    if first is None or first.calculo or university is None:
        return None
    for name, share in topics[1:]:
        tema = services.knowledge.temas.get(name)
        if tema and tema.calculo and share >= _LIKELY and states_figures(university, tema.calculo, turn.facts):
            return name
    return None


def is_continuation(turn: Turn) -> bool:
    """Whether the message only goes on with what was said: "¿y ...?", "pero ..."."""
    words = turn.text.lower().strip()
    return words.startswith(_CONTINUATIONS) and len(words.split()) <= _SHORT_MESSAGE


def _continues(turn: Turn, services: Services) -> bool:
    """Whether the message only adds a fact to a computed question."""
    tema = services.knowledge.temas.get(turn.topic or "")
    stated = [fact for fact in turn.facts if fact.entity not in ("universidad", "evaluacion")]
    sure = bool(turn.ranking) and turn.ranking[0][1] > 0.6
    return bool(tema and tema.calculo and stated and not sure and is_continuation(turn))


def _with_earlier(turn: Turn, topic: str, facts: Sequence[Fact]) -> tuple[Fact, ...]:
    """Facts supposed before hold until the topic changes."""
    continues = turn.topic == topic and is_continuation(turn)
    return merge(turn.earlier, facts) if continues else tuple(facts)


def _asker(turn: Turn, services: Services) -> _Asker:
    try:
        return _Asker(services.identity.linked(turn.sender_id))
    except DatabaseUnavailable:
        logger.error("The records database is unavailable.")
        return _Asker(unavailable=True)


def _answer_for(
    turn: Turn, tema: Tema, university: str, facts: Sequence[Fact], services: Services, asker: _Asker
) -> Reply:
    knowledge = services.knowledge
    info = knowledge.universidades[university]
    general = knowledge.respuesta(university, tema.clave)
    if general is None:
        return _silent(info, services)
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
        reply.say(render_answer(general, knowledge), _follow_ups(turn, tema, university, services))
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
        _follow_ups(turn, tema, university, services),
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


def _silent(university: Universidad, services: Services) -> Reply:
    messages = services.knowledge.mensajes
    if not university.documentos:
        text = messages["universidad_sin_documentos"]
        return Reply().say(text.format(universidad=university.clave, consulta=_capital(university.consulta)))
    text = messages["tema_en_silencio"].format(
        universidad=university.clave, decide=university.decide, consulta=university.consulta
    )
    if university.decide_fuente:
        text += "\n\n" + source_line([university.decide_fuente], services.knowledge)
    return Reply().say(text)


def _offer_identification(reply: Reply, tema: Tema, facts: Sequence[Fact], services: Services) -> None:
    text, buttons = reply.messages[-1]
    offer = services.knowledge.mensajes["ofrecer_identificarse"]
    body, mark, source = text.rpartition("Fuente:")
    text = f"{body.rstrip()}\n\n{offer}\n\n{mark}{source}" if mark else f"{text}\n\n{offer}"
    identify = Button("Identificarme", "/identificarme")
    reply.messages[-1] = (text, [identify, *buttons][:_MOST_BUTTONS])
    reply.slots["pregunta_pendiente"] = {"tema": tema.clave, "hechos": facts_to_slot(facts)}


def _follow_ups(turn: Turn, tema: Tema, university: str, services: Services) -> list[Button]:
    """What is likely asked next: a topic that was nearly level, then the related ones that are answered here."""
    shares = dict(turn.ranking)
    best = max(shares.values(), default=0.0)
    level = [
        label[len(TOPIC_PREFIX) :]
        for label, share in turn.ranking
        if label.startswith(TOPIC_PREFIX) and best - share < NEARLY_LEVEL and share > NEARLY_LEVEL
    ]
    keys = dict.fromkeys([*level, *tema.relacionados])
    return [
        Button.of(services.knowledge.temas[key].boton, "ver_tema", "tema", key)
        for key in keys
        if key != tema.clave and key in services.knowledge.temas and services.knowledge.respuesta(university, key)
    ][:_MOST_BUTTONS]


def _courses(outcome: Outcome) -> list[Button]:
    return [Button.of(m.curso.nombre[:20], "elegir_curso", "curso", m.curso.codigo) for m in outcome.courses][
        :_MOST_BUTTONS
    ]


def _unsure(turn: Turn, services: Services) -> Reply:
    topics = [label[len(TOPIC_PREFIX) :] for label, _ in turn.ranking if label.startswith(TOPIC_PREFIX)]
    known = [key for key in topics if key in services.knowledge.temas][:_MOST_BUTTONS]
    buttons = [Button.of(services.knowledge.temas[key].boton, "ver_tema", "tema", key) for key in known]
    return Reply().say(services.knowledge.mensajes["no_entendi"], buttons)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
