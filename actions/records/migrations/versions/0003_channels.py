"""What channels keep between messages, tickets, erasure, and the client of a one-time code."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_TABLES = ("tickets", "erasures", "web_turns", "offered_buttons", "received_messages", "conversations")


def upgrade() -> None:
    op.create_index("links_of_student", "identity_links", ["university", "student_code"])
    op.add_column(
        "identity_challenges",
        sa.Column(
            "client",
            sa.String(length=32),
            nullable=False,
            server_default="",
            comment="keyed hash of the client's address",
        ),
    )
    op.create_index("challenges_of_client", "identity_challenges", ["client", "created_at"])
    op.add_column(
        "mail_outbox",
        sa.Column(
            "reply_to",
            sa.String(length=160),
            nullable=False,
            server_default="",
            comment="whom an answer goes to; empty: nobody",
        ),
    )
    op.add_column(
        "mail_outbox",
        sa.Column(
            "reference",
            sa.String(length=40),
            nullable=False,
            server_default="",
            comment="what operators know it by; empty where it brings a code",
        ),
    )
    op.add_column(
        "mail_outbox",
        sa.Column(
            "give_up_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="until when it is worth delivering; empty in mail from before this was kept",
        ),
    )
    _create_tables()


def _moment(name: str) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False)


def _sender(comment: str | None = None) -> sa.Column:
    return sa.Column("sender_id", sa.String(length=255), nullable=False, comment=comment)


def _create_tables() -> None:
    op.create_table(
        "conversations",
        _sender("namespaced by its channel"),
        _moment("first_seen_at"),
        sa.PrimaryKeyConstraint("sender_id"),
    )
    op.create_table(
        "received_messages",
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("message_id", sa.String(length=200), nullable=False),
        _moment("received_at"),
        sa.Column("done", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("channel", "message_id"),
    )
    op.create_index("received_messages_by_age", "received_messages", ["received_at"])
    op.create_table(
        "offered_buttons",
        _sender(),
        sa.Column("key", sa.String(length=12), nullable=False),
        sa.Column("buttons", sa.JSON(), nullable=False, comment="[{title, payload}]"),
        _moment("offered_at"),
        sa.PrimaryKeyConstraint("sender_id", "key"),
    )
    op.create_index("offered_buttons_by_age", "offered_buttons", ["offered_at"])
    op.create_table(
        "web_turns",
        _sender(),
        sa.Column("message_id", sa.String(length=64), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        _moment("answered_at"),
        sa.PrimaryKeyConstraint("sender_id"),
    )
    op.create_index("web_turns_by_age", "web_turns", ["answered_at"])
    op.create_table("erasures", _sender(), _moment("asked_at"), sa.PrimaryKeyConstraint("sender_id"))
    op.create_table(
        "tickets",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("university", sa.String(length=8), nullable=False),
        _sender(),
        sa.Column(
            "student_code",
            sa.String(length=20),
            nullable=False,
            server_default="",
            comment="empty: nobody was identified",
        ),
        _moment("opened_at"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("tickets_of_sender", "tickets", ["sender_id", "opened_at"])


def downgrade() -> None:
    for table in _TABLES:
        op.drop_table(table)
    op.drop_column("mail_outbox", "give_up_at")
    op.drop_column("mail_outbox", "reference")
    op.drop_column("mail_outbox", "reply_to")
    op.drop_index("challenges_of_client", "identity_challenges")
    op.drop_column("identity_challenges", "client")
    op.drop_index("links_of_student", "identity_links")
