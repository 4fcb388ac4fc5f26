"""The tables of the channels and of handing over to a person. All of them are student data and expire."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, DateTime, Index, Integer, String

from actions.records.models import Base


class Conversation(Base):
    """A conversation that was told how its data is treated."""

    __tablename__ = "conversations"
    sender_id = Column(String(255), primary_key=True, comment="namespaced by its channel")
    first_seen_at = Column(DateTime(timezone=True), nullable=False)


class ReceivedMessage(Base):
    """The number of a message that a provider delivered: it may deliver the same one again."""

    __tablename__ = "received_messages"
    channel = Column(String(20), primary_key=True)
    message_id = Column(String(200), primary_key=True)
    received_at = Column(DateTime(timezone=True), nullable=False)
    done = Column(Boolean, nullable=False, default=False)
    __table_args__ = (Index("received_messages_by_age", "received_at"),)


class OfferedButtons(Base):
    """Buttons as they were offered, where a channel can carry neither their number nor their length."""

    __tablename__ = "offered_buttons"
    sender_id = Column(String(255), primary_key=True)
    key = Column(String(12), primary_key=True)
    buttons = Column(JSON, nullable=False, comment="[{title, payload}]")
    offered_at = Column(DateTime(timezone=True), nullable=False)
    __table_args__ = (Index("offered_buttons_by_age", "offered_at"),)


class WebTurn(Base):
    """The last message of a web conversation and its answers, for a page that lost its connection meanwhile."""

    __tablename__ = "web_turns"
    sender_id = Column(String(255), primary_key=True)
    message_id = Column(String(64), nullable=False)
    answers = Column(JSON, nullable=False)
    answered_at = Column(DateTime(timezone=True), nullable=False)
    __table_args__ = (Index("web_turns_by_age", "answered_at"),)


class Erasure(Base):
    """A conversation whose data is to be erased as soon as its turn is saved."""

    __tablename__ = "erasures"
    sender_id = Column(String(255), primary_key=True)
    asked_at = Column(DateTime(timezone=True), nullable=False)


class Ticket(Base):
    """A student who wants to talk to a person. The conversation itself is in the mail alone."""

    __tablename__ = "tickets"
    id = Column(Integer, primary_key=True)
    university = Column(String(8), nullable=False)
    sender_id = Column(String(255), nullable=False)
    student_code = Column(String(20), nullable=False, server_default="", comment="empty: nobody was identified")
    opened_at = Column(DateTime(timezone=True), nullable=False)
    __table_args__ = (Index("tickets_of_sender", "sender_id", "opened_at"),)
