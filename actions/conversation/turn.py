"""One turn as the answering sees it, and what it gives back."""

from __future__ import annotations

import json
from collections.abc import Container, Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from actions.rulebooks.dictamen import Grafico


@dataclass(frozen=True)
class Fact:
    """A fact that the student stated: entity, role and value (see components/text/facts.py)."""

    entity: str
    value: Any
    role: str | None = None


@dataclass(frozen=True)
class Question:
    """A topic with the facts stated for it, waiting for a university or an identification."""

    topic: str
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True)
class Turn:
    """What is known when an answer is wanted.

    `ranking`: full labels (`consulta/<tema>`) with confidences, best first. `chosen_university`, `topic`, `earlier`
    and `pending` come from slots: what the student chose or supposed, never a fact of the record. `continues`: the
    message goes on with the question before ("¿y en verano?"); `parts`: one turn a question where it asks two things;
    `asked`: the fact that a calculation waits for, `typed` what the student typed for it; `shows_pictures`: the
    channel can; `client`: keyed hash of the client's address, empty where the channel sees none; `transcript`: the
    conversation's latest lines.
    """

    sender_id: str
    text: str
    ranking: tuple[tuple[str, float], ...] = ()
    facts: tuple[Fact, ...] = ()
    chosen_university: str | None = None
    topic: str | None = None
    earlier: tuple[Fact, ...] = ()
    pending: tuple[Question, ...] = ()
    continues: bool = False
    parts: tuple[Turn, ...] = ()
    asked: str | None = None
    typed: Any = None
    shows_pictures: bool = False
    client: str = ""
    transcript: tuple[str, ...] = ()

    def named(self, entity: str) -> str | None:
        """The last text value of an entity in this message; blanks are no names."""
        values = [f.value for f in self.facts if f.entity == entity and isinstance(f.value, str) and f.value.strip()]
        return values[-1].strip() if values else None

    def named_among(self, entity: str, known: Container[str]) -> str | None:
        """The last text value of an entity in this message that is known."""
        values = [f.value for f in self.facts if f.entity == entity and isinstance(f.value, str) and f.value in known]
        return values[-1] if values else None


def from_before(turn: Turn) -> Turn:
    """A turn that goes on with the question before holds for the university named in it, unless it names one."""
    if not turn.continues or turn.named("universidad"):
        return turn
    return replace(turn, facts=(*(fact for fact in turn.earlier if fact.entity == "universidad"), *turn.facts))


@dataclass(frozen=True)
class Button:
    """A button: its title (up to 20 characters) and the payload that it sends."""

    title: str
    payload: str

    @classmethod
    def of(cls, title: str, intent: str, entity: str, value: str) -> Button:
        """A button for one of the intents that buttons may send (components/typed_commands.py)."""
        return cls(title, f"/{intent}{json.dumps({entity: value}, ensure_ascii=False)}")


@dataclass
class Reply:
    """Messages in order, the slots to set, pictures to show after them, and the fact to ask for next (its key).

    `erases`: the conversation is erased as soon as the turn is saved.
    """

    messages: list[tuple[str, list[Button]]] = field(default_factory=list)
    slots: dict[str, Any] = field(default_factory=dict)
    pictures: list[Grafico] = field(default_factory=list)
    asks: str | None = None
    erases: bool = False

    def say(self, text: str, buttons: Iterable[Button] = ()) -> Reply:
        """Add a message; returns self."""
        self.messages.append((text, list(buttons)))
        return self

    def extend(self, other: Reply | None) -> Reply:
        """Add another reply's messages, and set its slots over these; returns self."""
        if other is not None:
            self.messages += other.messages
            self.slots.update(other.slots)
            self.pictures += other.pictures
            self.asks = other.asks
        return self


def facts_to_slot(facts: Iterable[Fact]) -> list[list[Any]]:
    """Facts as a slot can hold them."""
    return [[fact.entity, fact.value, fact.role] for fact in facts]


def facts_from_slot(value: Any) -> tuple[Fact, ...]:
    """Read `facts_to_slot`'s form; anything else gives no facts."""
    if not isinstance(value, list):
        return ()
    rows = [row for row in value if isinstance(row, list) and len(row) == 3 and isinstance(row[0], str)]
    return tuple(Fact(entity, fact, role) for entity, fact, role in rows if is_plain(fact))


def questions_to_slot(questions: Iterable[Question]) -> list[dict[str, Any]]:
    """Waiting questions as a slot can hold them."""
    return [{"tema": question.topic, "hechos": facts_to_slot(question.facts)} for question in questions]


def questions_from_slot(value: Any) -> tuple[Question, ...]:
    """Read `questions_to_slot`'s form; anything else gives no questions."""
    if not isinstance(value, list):
        return ()
    rows = [row for row in value if isinstance(row, dict) and isinstance(row.get("tema"), str)]
    return tuple(Question(row["tema"], facts_from_slot(row.get("hechos"))) for row in rows)


def is_plain(value: Any) -> bool:
    """Whether a fact's value is a word or a number: what was typed by hand may be a list or a dict."""
    return isinstance(value, str | int | float) and not isinstance(value, bool)
