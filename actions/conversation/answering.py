"""From a turn to its reply: which university, which topic, computed or general, and what comes next."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum

from actions.conversation.calculations import Case, Outcome, calculate, can_ask, knows_records
from actions.conversation.choosing import (
    MOST_BUTTONS,
    follow_ups,
    near_topics,
    pick_topic,
    rivals,
    topic_buttons,
    topics_of,
)
from actions.conversation.echo import told, unread_figures
from actions.conversation.hypothesis import as_facts
from actions.conversation.stated import merge, unambiguous
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
from actions.conversation.typed_values import listed_evaluations
from actions.identity.links import StudentKey
from actions.knowledge.loader import load_data_dictionary
from actions.knowledge.model import CalculoDeTema, Conocimiento, Dato, Respuesta, Tema
from actions.records.database import DatabaseUnavailable
from actions.records.expediente_query import read_expediente
from actions.rendering import (
    above_source,
    render_answer,
    render_dictamen,
    render_reasons,
    render_rule_and_case,
    render_summary,
    source_line,
)
from actions.rulebooks.dictamen import Dictamen, Veredicto
from actions.rulebooks.expediente import Expediente
from actions.rulebooks.formato import lista, numero
from actions.services import Services

logger = logging.getLogger(__name__)

_FEWEST_LISTED = 2

_MOST_WAITING = 2
#: What a message may name without stating anything about the student's case.
_NO_FIGURES = (
    "universidad", "curso", "evaluacion", "motivo", "tipo_curso", "finalidad", "idioma", "nivel", "institucion"
)  # fmt: skip


class Wish(Enum):
    """What is wanted of a topic besides its answer."""

    ANSWER = "answer"
    COMPUTE = "compute"  # the verdict, asking for what is missing
    WHY = "why"  # the steps that lead to it


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
    if not asked and turn.asked:
        reply = Reply(asks=turn.asked)
        return reply.say(services.knowledge.mensajes["pedir_dato_otra_vez"])
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
    turn: Turn,
    topic: str,
    facts: Sequence[Fact],
    services: Services,
    asker: _Asker | None = None,
    wish: Wish = Wish.ANSWER,
) -> Reply:
    """Answer one topic with the facts stated; asks for the university when nothing tells it and it matters."""
    asker = asker or _asker(turn, services)
    tema = services.knowledge.temas.get(topic)
    if tema is None:
        return Reply().say(services.knowledge.mensajes["tema_desconocido"])
    university = _university_for(turn, facts, asker, services)
    if university is None and not services.knowledge.is_for_everybody(topic):
        return _ask_university_first(turn, [Question(topic, tuple(facts))], services)
    facts = merge(_with_earlier(turn, topic, unambiguous(facts)), _listed_evaluations(turn, facts))
    reply = _answer_for(turn, tema, university, facts, services, asker, wish)
    reply.slots["tema_actual"] = topic
    reply.slots.setdefault("hechos", facts_to_slot(facts))
    if university is not None:  # otherwise a question may still be waiting for it
        reply.slots.setdefault("pregunta_pendiente", None)
    return reply


def answer_pending(turn: Turn, services: Services) -> Reply | None:
    """Answer the questions that were waiting for a university or an identification, if there are any."""
    waiting = [(turn, question) for question in turn.pending if question.topic in services.knowledge.temas]
    return _answer_all(waiting, services, _asker(turn, services)) if waiting else None


def answer_again(turn: Turn, services: Services, wish: Wish = Wish.ANSWER) -> Reply | None:
    """The last answer, as it stands for this turn's university; None when there was none."""
    return answer_topic(turn, turn.topic, turn.earlier, services, wish=wish) if turn.topic else None


def asked_fact(turn: Turn, services: Services) -> Dato | None:
    """The fact that a calculation waits for in this conversation, None when none does."""
    university = _university_for(turn, turn.earlier, _asker(turn, services), services)
    return load_data_dictionary(university).get(turn.asked or "") if university else None


def answer_asked(turn: Turn, value: object, services: Services) -> Reply:
    """Go on with a calculation that waited for a fact: `value` is what the student typed for it (`turn.asked`)."""
    dato = asked_fact(turn, services)
    if dato is None or turn.topic is None:
        return Reply().say(services.knowledge.mensajes["sin_respuesta_anterior"])
    # What was asked for wins over what the same words might have been taken for.
    given = as_facts(dato, value)
    facts = merge(merge(turn.earlier, turn.facts), given)
    return answer_topic(replace(turn, facts=given, continues=False), turn.topic, facts, services, wish=Wish.COMPUTE)


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


def _supposed(tema: Tema, stated: Sequence[Fact], computes: bool) -> list[Fact]:
    """What goes without saying in a topic: `periodo: verano`, `dato/tipo_traslado: campus`.

    The latter only where something is computed anyway: alone it would turn a question about the rule into an interview.
    """
    found = []
    computes = computes or any(fact.entity not in _NO_FIGURES for fact in stated)
    for name, value in tema.supone:
        entity, _, role = name.partition("/")
        if not role or computes:
            found.append(Fact(entity, value, role or None))
    return found


def _listed_evaluations(turn: Turn, stated: Sequence[Fact]) -> tuple[Fact, ...]:
    """The grades and weights of a list (`T1 20 % 14, parcial 30 % 11`) that no pattern of a sentence has found.

    A list is read piece by piece: of "T1 y T2: 12 y 14" it would take the first grade for the second evaluation's.
    """
    listed = listed_evaluations(turn.text) if "%" in turn.text else ()
    told = {(fact.entity, fact.role) for fact in stated}
    missing = (fact for fact in listed if (fact.entity, fact.role) not in told)
    return tuple(missing) if len(listed) > _FEWEST_LISTED else ()


def _asker(turn: Turn, services: Services) -> _Asker:
    try:
        return _Asker(services.identity.linked(turn.sender_id))
    except DatabaseUnavailable:
        logger.error("The records database is unavailable.")
        return _Asker(unavailable=True)


def _answer_for(
    turn: Turn,
    tema: Tema,
    university: str | None,
    facts: Sequence[Fact],
    services: Services,
    asker: _Asker,
    wish: Wish,
) -> Reply:
    knowledge = services.knowledge
    general = knowledge.respuesta(university, tema.clave)
    if university is None:
        assert general is not None  # without an answer for everybody the university was asked for
        return Reply().say(render_answer(general, knowledge), follow_ups(turn, tema, None, knowledge))
    if general is None:
        return _silent(turn, tema, university, services)
    reply = Reply()
    calculation = tema.calculo_en(university)
    if calculation is None:
        return reply.say(render_answer(general, knowledge), follow_ups(turn, tema, university, knowledge))
    record, unavailable = _record(asker, university, services)
    if unavailable:
        reply.say(knowledge.mensajes["expediente_no_disponible"])
    course = next((str(f.value) for f in reversed(facts) if f.entity == "curso"), None)
    given = _supposed(tema, facts, record is not None or wish is Wish.COMPUTE)
    case = Case(facts, turn.text, services.lima_now(), record, course, wish is Wish.COMPUTE, given)
    outcome = calculate(university, calculation.clave, case)
    if outcome is None:
        reply.say(render_answer(general, knowledge), follow_ups(turn, tema, university, knowledge))
        if asker.student is None and not asker.unavailable:
            _offer_calculation(reply, tema, calculation, university, facts, services)
        return reply
    if outcome.impossible:
        # A figure that cannot be must not stay among what is supposed.
        wrong = as_facts(outcome.impossible.dato, 0)[0]
        reply.slots["hechos"] = facts_to_slot(f for f in facts if (f.entity, f.role) != (wrong.entity, wrong.role))
    record_of = record.al if record else None
    return _Computed(turn, tema, calculation, university, outcome, record_of, general, services, wish, facts).add(reply)


@dataclass(frozen=True)
class _Computed:
    """How a calculation's outcome is told."""

    turn: Turn
    tema: Tema
    calculation: CalculoDeTema
    university: str
    outcome: Outcome
    record_of: datetime | None
    general: Respuesta
    services: Services
    wish: Wish
    facts: Sequence[Fact] = ()

    def add(self, reply: Reply) -> Reply:
        """Add it to a reply; returns the reply."""
        outcome, knowledge = self.outcome, self.services.knowledge
        doubt = self._to_clear_up()
        if outcome.impossible:
            reply.asks = outcome.impossible.dato.clave
            return reply.say(doubt or "")
        if doubt:
            reply.say(doubt, _courses(outcome))
            return reply if self.calculation.basta else reply.say(render_answer(self.general, knowledge))
        if not outcome.dictamenes:
            return reply.say(knowledge.mensajes["sin_cursos"]).say(render_answer(self.general, knowledge))
        if self.wish is Wish.WHY:
            return reply.say(render_reasons(outcome.dictamenes, knowledge, self._as_of, self._stated), self._follow_ups)
        if self._rule_first:
            return self._rule_and_case(reply)
        if len(outcome.dictamenes) > 1:
            text = render_summary(outcome.title, outcome.dictamenes, knowledge, self._as_of)
            return reply.say(text, _courses(outcome))
        return self._single(reply, outcome.dictamenes[0])

    def _rule_and_case(self, reply: Reply) -> Reply:
        """The rule, and below it what the record makes of it, as far as it decides anything."""
        outcome, knowledge = self.outcome, self.services.knowledge
        told = [d for d in outcome.dictamenes if not (d.veredicto is Veredicto.DEPENDE and d.falta)]
        if not told:
            offers = outcome.asks is not None and self.calculation.ofrece
            can_go_on = [Button.of("Calcular mi caso", "calcular", "tema", self.tema.clave)] if offers else []
            return reply.say(render_answer(self.general, knowledge), [*can_go_on, *self._follow_ups][:MOST_BUTTONS])
        text = render_rule_and_case(self.general, outcome.title, told, knowledge, self._as_of)
        return reply.say(text, _courses(outcome) if len(told) > 1 else self._follow_ups)

    def _single(self, reply: Reply, dictamen: Dictamen) -> Reply:
        rule = None if self._is_enough(dictamen) else self.general
        text = render_dictamen(dictamen, self.services.knowledge, self._as_of, rule, self._stated)
        unread = unread_figures(self.turn.text, self.facts) if self._stated and dictamen.pasos else []
        if unread:
            partly = self.services.knowledge.mensajes["cifras_sin_usar"]
            text = f"{partly.format(datos=self._stated, cifras=lista(unread))}\n\n{text}"
        reply.say(text, self._follow_ups)
        if dictamen.grafico and self.turn.shows_pictures:
            reply.pictures.append(dictamen.grafico)
        if self.outcome.asks and self._wants_more(dictamen):
            reply.asks = self.outcome.asks.clave
        return reply

    def _to_clear_up(self) -> str | None:
        """What has to be cleared up before anything can be computed; None when nothing has."""
        outcome, messages = self.outcome, self.services.knowledge.mensajes
        if outcome.impossible:
            return messages["dato_imposible"].format(valor=numero(outcome.impossible.value))
        if outcome.unknown_evaluation:
            unknown = outcome.unknown_evaluation
            return messages["evaluacion_desconocida"].format(evaluacion=unknown.named, conocidas=lista(unknown.known))
        if outcome.unknown_course or outcome.which_course:
            key = "curso_no_encontrado" if outcome.unknown_course else "cual_curso"
            text = messages[key].format(curso=outcome.unknown_course)
            return text + "\n" + "\n".join(f"- {m.curso.nombre}" for m in outcome.courses)
        return None

    def _wants_more(self, dictamen: Dictamen) -> bool:
        """Whether to ask for what is missing: the student gave facts, asked for the sum, or wants just the verdict."""
        stated = any(fact.entity not in _NO_FIGURES for fact in self.turn.facts)
        undecided = dictamen.veredicto is Veredicto.DEPENDE
        return undecided and (stated or self.wish is Wish.COMPUTE or self.calculation.basta)

    def _is_enough(self, dictamen: Dictamen) -> bool:
        """Whether the verdict alone answers: it is decided, and the topic asks for it rather than for a rule."""
        if dictamen.veredicto is Veredicto.CONTRADICCION or self.wish is Wish.COMPUTE:
            return True
        decided = dictamen.veredicto in (Veredicto.SI, Veredicto.NO)
        return self.calculation.basta and (decided or not dictamen.falta)

    @property
    def _rule_first(self) -> bool:
        """Whether the question is about the rule, and the student states nothing of a case."""
        return (
            not self.calculation.basta
            and self.wish is Wish.ANSWER
            and self.outcome.from_record
            and not self.outcome.supposes
            and not any(d.veredicto is Veredicto.CONTRADICCION for d in self.outcome.dictamenes)
        )

    @property
    def _stated(self) -> str:
        """What the student states of the case; empty where only the record speaks."""
        return told(self.facts) if self.outcome.supposes or not self.outcome.from_record else ""

    @property
    def _as_of(self) -> datetime | None:
        return self.record_of if self.outcome.from_record else None

    @property
    def _follow_ups(self) -> list[Button]:
        return follow_ups(self.turn, self.tema, self.university, self.services.knowledge)


def _record(asker: _Asker, university: str, services: Services) -> tuple[Expediente | None, bool]:
    """The asking student's file at a university, and whether the records are out of reach."""
    if asker.unavailable:
        return None, True
    if asker.student is None or asker.student.university != university:
        return None, False
    try:
        with services.database.session() as session:
            today = services.lima_now().date()
            return read_expediente(session, asker.student.university, asker.student.code, today), False
    except DatabaseUnavailable:
        return None, True


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


def _offer_calculation(
    reply: Reply, tema: Tema, calculation: CalculoDeTema, university: str, facts: Sequence[Fact], services: Services
) -> None:
    """Offer to look into the student's file, or to compute from what the student says, before the source line."""
    offers = []
    if knows_records(university, calculation.clave):
        offers.append(("ofrecer_identificarse", Button("Identificarme", "/identificarme")))
        reply.slots["pregunta_pendiente"] = questions_to_slot([Question(tema.clave, tuple(facts))])
    if calculation.ofrece and can_ask(university, calculation.clave, services.lima_now()):
        offers.append(("ofrecer_calculo", Button.of("Calcular mi caso", "calcular", "tema", tema.clave)))
    if not offers:
        return
    text, buttons = reply.messages[-1]
    text = above_source(text, " ".join(services.knowledge.mensajes[key] for key, _ in offers))
    reply.messages[-1] = (text, [*(button for _, button in offers), *buttons][:MOST_BUTTONS])


def _courses(outcome: Outcome) -> list[Button]:
    return [Button.of(m.curso.nombre[:20], "elegir_curso", "curso", m.curso.codigo) for m in outcome.courses][
        :MOST_BUTTONS
    ]


def _unsure(turn: Turn, university: str | None, services: Services) -> Reply:
    buttons = topic_buttons([name for name, _ in topics_of(turn)], university, services.knowledge)
    return Reply().say(services.knowledge.mensajes["no_entendi"], buttons)
