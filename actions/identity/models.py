"""The tables of identification. None of them is reachable from what a student may type into a slot or an entity."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, DateTime, Index, Integer, String, Text

from actions.records.models import Base


class Link(Base):
    """A conversation that is linked to a student for a limited time."""

    __tablename__ = "identity_links"
    sender_id = Column(String(255), primary_key=True, comment="namespaced by its channel")
    university = Column(String(8), nullable=False)
    student_code = Column(String(20), nullable=False)
    linked_at = Column(DateTime(timezone=True), nullable=False)
    expires_at = Column(DateTime(timezone=True), nullable=False)
    __table_args__ = (Index("links_of_student", "university", "student_code"),)


class Challenge(Base):
    """A one-time code that was asked for. Only its keyed hash is kept; a decoy has no code that could match."""

    __tablename__ = "identity_challenges"
    id = Column(Integer, primary_key=True)
    sender_id = Column(String(255), nullable=False)
    university = Column(String(8), nullable=False)
    student_code = Column(String(20), nullable=False)
    code_hash = Column(String(64), nullable=False)
    created_at = Column(DateTime(timezone=True), nullable=False)
    expires_at = Column(DateTime(timezone=True), nullable=False)
    wrong_tries = Column(Integer, nullable=False, default=0)
    used = Column(Boolean, nullable=False, default=False)
    mailed = Column(Boolean, nullable=False, default=False, comment="a code left; false for a decoy")
    client = Column(String(32), nullable=False, server_default="", comment="keyed hash of the client's address")
    __table_args__ = (
        Index("challenges_of_client", "client", "created_at"),
        Index("challenges_of_sender", "sender_id"),
        Index("challenges_of_student", "university", "student_code", "created_at"),
    )


class OutgoingMail(Base):
    """A message on its way. An empty recipient is a decoy: the worker drops it (see identity.service)."""

    __tablename__ = "mail_outbox"
    id = Column(Integer, primary_key=True)
    recipient = Column(String(160), nullable=False)
    reply_to = Column(String(160), nullable=False, server_default="", comment="whom an answer goes to; empty: nobody")
    subject = Column(String(200), nullable=False)
    body = Column(Text, nullable=False)
    created_at = Column(DateTime(timezone=True), nullable=False)
    state = Column(String(12), nullable=False, comment="waiting, sending, sent, failed, dropped")
    tries = Column(Integer, nullable=False, default=0)
    next_try_at = Column(DateTime(timezone=True), nullable=False)
    reference = Column(
        String(40), nullable=False, server_default="", comment="what operators know it by; empty where it brings a code"
    )
    give_up_at = Column(
        DateTime(timezone=True), comment="until when it is worth delivering; empty in mail from before this was kept"
    )
    __table_args__ = (Index("mail_waiting", "state", "next_try_at"),)
