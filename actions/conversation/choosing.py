"""Which topic a turn asks about, and which topics are offered beside an answer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from actions.conversation.calculations import states_figures
from actions.conversation.turn import Button, Turn
from actions.knowledge.model import Conocimiento, Tema

TOPIC_PREFIX = "consulta/"
#: Two topics whose shares differ by less are level: the one that the university answers wins, and the other is offered.
NEARLY_LEVEL = 0.25
#: Two answered topics whose shares differ by less, and whose answers stand in different places, are asked about.
TOO_CLOSE = 0.04
#: From this share on a topic is too clear to be asked about.
_CLEAR = 0.45
#: Under this share the best topic is a guess: the bot asks instead.
TOO_UNSURE = 0.15
#: From this share on a topic is likely enough to be offered, or for the figures in the message to speak for it.
_LIKELY = 0.05
#: How sure a continuation has to be to leave the topic that it goes on with.
_SURE_OF_ANOTHER = 0.6
MOST_BUTTONS = 3


def topics_of(turn: Turn) -> list[tuple[str, float]]:
    """The topics in the turn's ranking with their shares, best first."""
    return [(label[len(TOPIC_PREFIX) :], share) for label, share in turn.ranking if label.startswith(TOPIC_PREFIX)]


def pick_topic(turn: Turn, university: str | None, knowledge: Conocimiento) -> str | None:
    """The best topic. Only between nearly level ones does it matter which of them the university answers.

    None when even the best is a guess. A short continuation with facts ("¿y si tengo 5 tardanzas?") stays on the topic.
    """
    if _only_adds_a_fact(turn, knowledge):
        return turn.topic
    topics = topics_of(turn)
    if not topics or topics[0][1] < TOO_UNSURE:
        return None
    computed = _computed_by_facts(turn, topics, university, knowledge)
    if computed:
        return computed
    level = [name for name, share in topics if topics[0][1] - share < NEARLY_LEVEL]
    if university:
        level = [name for name in level if knowledge.respuesta(university, name)] or level
    return level[0]


def rivals(turn: Turn, topic: str, university: str | None, knowledge: Conocimiento) -> list[str]:
    """The topic and those too close to it to choose for the student; empty when it is clear enough.

    Topics whose answers stand in the same place are no rivals: either answers.
    """
    topics = topics_of(turn)
    shares = dict(topics)
    if university is None or shares.get(topic, 1.0) >= _CLEAR:
        return []
    if _only_adds_a_fact(turn, knowledge) or topic == _computed_by_facts(turn, topics, university, knowledge):
        return []  # the facts chose it, whatever its share
    own = _places(topic, university, knowledge)
    close = [
        name
        for name, share in topics
        if name != topic
        and abs(share - shares[topic]) < TOO_CLOSE
        and knowledge.respuesta(university, name)
        and not own & _places(name, university, knowledge)
    ]
    return [topic, *close][:MOST_BUTTONS] if close else []


def follow_ups(turn: Turn, tema: Tema, university: str | None, knowledge: Conocimiento) -> list[Button]:
    """What is likely asked next: a topic that was nearly level, then the related ones that are answered here."""
    topics = topics_of(turn)
    best = max((share for _, share in turn.ranking), default=0.0)
    level = [name for name, share in topics if best - share < NEARLY_LEVEL and share > NEARLY_LEVEL]
    return topic_buttons([*level, *tema.relacionados], university, knowledge, besides=tema.clave)


def near_topics(turn: Turn, tema: Tema, university: str, knowledge: Conocimiento) -> list[Button]:
    """What a university does answer near a topic on which it is silent."""
    likely = [name for name, share in topics_of(turn) if share >= _LIKELY]
    return topic_buttons([*tema.relacionados, *likely], university, knowledge, besides=tema.clave)


def topic_buttons(
    topics: Iterable[str], university: str | None, knowledge: Conocimiento, besides: str = "", most: int = MOST_BUTTONS
) -> list[Button]:
    """A button for each topic that is answered at the university (at any, when none is known)."""
    return [
        Button.of(knowledge.temas[key].boton, "ver_tema", "tema", key)
        for key in dict.fromkeys(topics)
        if key != besides and key in knowledge.temas and (university is None or knowledge.respuesta(university, key))
    ][:most]


def _only_adds_a_fact(turn: Turn, knowledge: Conocimiento) -> bool:
    """Whether the message only adds a fact to a computed question."""
    tema = knowledge.temas.get(turn.topic or "")
    stated = [fact for fact in turn.facts if fact.entity not in ("universidad", "evaluacion")]
    sure = bool(turn.ranking) and turn.ranking[0][1] > _SURE_OF_ANOTHER
    return bool(tema and tema.calculo and stated and not sure and turn.continues)


def _computed_by_facts(
    turn: Turn, topics: Sequence[tuple[str, float]], university: str | None, knowledge: Conocimiento
) -> str | None:
    """Figures that a calculation could work on are evidence for its topics, where one is among the likely ones."""
    first = knowledge.temas.get(topics[0][0])
    if first is None or university is None or first.calculo_en(university):
        return None
    for name, share in topics[1:]:
        tema = knowledge.temas.get(name)
        calculation = tema.calculo_en(university) if tema and share >= _LIKELY else None
        if calculation and states_figures(university, calculation.clave, turn.facts):
            return name
    return None


def _places(topic: str, university: str, knowledge: Conocimiento) -> set[tuple[str, str]]:
    """Document and article of a topic's sources, clauses apart."""
    answer = knowledge.respuesta(university, topic)
    return {(source.documento, " ".join(source.lugar.split()[:2])) for source in answer.fuentes} if answer else set()
