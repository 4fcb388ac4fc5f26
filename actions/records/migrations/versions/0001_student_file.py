"""Tables of the student file and of identification."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "calendar_entries",
        sa.Column("university", sa.String(length=8), nullable=False),
        sa.Column("modality", sa.String(length=8), nullable=False),
        sa.Column("period", sa.String(length=8), nullable=False),
        sa.Column(
            "activity",
            sa.String(length=40),
            nullable=False,
            comment="solicitud_sustitutorio, sustitutorio, retiro_curso, ...",
        ),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "imported_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="when this fact was imported from the source",
        ),
        sa.PrimaryKeyConstraint("university", "modality", "period", "activity"),
    )
    op.create_table(
        "course_links",
        sa.Column("university", sa.String(length=8), nullable=False),
        sa.Column("course_code", sa.String(length=20), nullable=False),
        sa.Column("other_code", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column(
            "imported_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="when this fact was imported from the source",
        ),
        sa.CheckConstraint("kind in ('requisite', 'equivalent')", name="course_link_kind"),
        sa.PrimaryKeyConstraint("university", "course_code", "other_code", "kind"),
    )
    op.create_table(
        "courses",
        sa.Column("university", sa.String(length=8), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("credits", sa.Integer(), nullable=False),
        sa.Column(
            "has_sustitutorio",
            sa.Boolean(),
            nullable=True,
            comment="what the syllabus says; empty when it is not on record",
        ),
        sa.Column(
            "imported_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="when this fact was imported from the source",
        ),
        sa.CheckConstraint("credits > 0", name="course_credits_positive"),
        sa.PrimaryKeyConstraint("university", "code"),
    )
    op.create_table(
        "curricula",
        sa.Column("university", sa.String(length=8), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("career", sa.String(length=80), nullable=False),
        sa.Column("total_credits", sa.Integer(), nullable=False),
        sa.Column("cycles", sa.Integer(), nullable=False),
        sa.Column(
            "imported_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="when this fact was imported from the source",
        ),
        sa.PrimaryKeyConstraint("university", "code"),
    )
    op.create_table(
        "identity_challenges",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sender_id", sa.String(length=255), nullable=False),
        sa.Column("university", sa.String(length=8), nullable=False),
        sa.Column("student_code", sa.String(length=20), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("wrong_tries", sa.Integer(), nullable=False),
        sa.Column("used", sa.Boolean(), nullable=False),
        sa.Column("mailed", sa.Boolean(), nullable=False, comment="a code left; false for a decoy"),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("identity_challenges", schema=None) as batch_op:
        batch_op.create_index("challenges_of_sender", ["sender_id"], unique=False)
        batch_op.create_index("challenges_of_student", ["university", "student_code", "created_at"], unique=False)

    op.create_table(
        "identity_links",
        sa.Column("sender_id", sa.String(length=255), nullable=False, comment="namespaced by its channel"),
        sa.Column("university", sa.String(length=8), nullable=False),
        sa.Column("student_code", sa.String(length=20), nullable=False),
        sa.Column("linked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("sender_id"),
    )
    op.create_table(
        "mail_outbox",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recipient", sa.String(length=160), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False, comment="waiting, sending, sent, failed, dropped"),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("mail_outbox", schema=None) as batch_op:
        batch_op.create_index("mail_waiting", ["state", "next_try_at"], unique=False)

    op.create_table(
        "periods",
        sa.Column("university", sa.String(length=8), nullable=False),
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("is_summer", sa.Boolean(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column(
            "imported_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="when this fact was imported from the source",
        ),
        sa.PrimaryKeyConstraint("university", "code"),
    )
    op.create_table(
        "classes",
        sa.Column("university", sa.String(length=8), nullable=False),
        sa.Column("code", sa.String(length=24), nullable=False),
        sa.Column("course_code", sa.String(length=20), nullable=False),
        sa.Column("period", sa.String(length=8), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False, comment="presencial, virtual or coursera"),
        sa.Column(
            "imported_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="when this fact was imported from the source",
        ),
        sa.CheckConstraint("kind in ('presencial', 'virtual', 'coursera')", name="class_kind"),
        sa.ForeignKeyConstraint(
            ["university", "course_code"],
            ["courses.university", "courses.code"],
        ),
        sa.PrimaryKeyConstraint("university", "code"),
    )
    op.create_table(
        "curriculum_courses",
        sa.Column("university", sa.String(length=8), nullable=False),
        sa.Column("curriculum_code", sa.String(length=20), nullable=False),
        sa.Column("course_code", sa.String(length=20), nullable=False),
        sa.Column("cycle", sa.Integer(), nullable=False),
        sa.Column(
            "imported_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="when this fact was imported from the source",
        ),
        sa.ForeignKeyConstraint(
            ["university", "course_code"],
            ["courses.university", "courses.code"],
        ),
        sa.ForeignKeyConstraint(
            ["university", "curriculum_code"],
            ["curricula.university", "curricula.code"],
        ),
        sa.PrimaryKeyConstraint("university", "curriculum_code", "course_code"),
    )
    op.create_table(
        "students",
        sa.Column("university", sa.String(length=8), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column(
            "email",
            sa.String(length=160),
            nullable=False,
            comment="institutional address: the official channel (UPN Art. 2 e)",
        ),
        sa.Column("modality", sa.String(length=8), nullable=False, comment="UG or WA at UPN"),
        sa.Column("campus", sa.String(length=60), nullable=False),
        sa.Column("career", sa.String(length=80), nullable=False),
        sa.Column("curriculum_code", sa.String(length=20), nullable=False),
        sa.Column("admission_period", sa.String(length=8), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column(
            "imported_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="when this fact was imported from the source",
        ),
        sa.ForeignKeyConstraint(
            ["university", "curriculum_code"],
            ["curricula.university", "curricula.code"],
        ),
        sa.PrimaryKeyConstraint("university", "code"),
    )
    op.create_table(
        "syllabus_weights",
        sa.Column("university", sa.String(length=8), nullable=False),
        sa.Column("course_code", sa.String(length=20), nullable=False),
        sa.Column("period", sa.String(length=8), nullable=False),
        sa.Column("evaluation", sa.String(length=20), nullable=False, comment="T1, T2, T3, parcial, final"),
        sa.Column("weight", sa.Numeric(precision=5, scale=4), nullable=False),
        sa.Column(
            "imported_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="when this fact was imported from the source",
        ),
        sa.ForeignKeyConstraint(
            ["university", "course_code"],
            ["courses.university", "courses.code"],
        ),
        sa.PrimaryKeyConstraint("university", "course_code", "period", "evaluation"),
    )
    op.create_table(
        "authorisations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("university", sa.String(length=8), nullable=False),
        sa.Column("student_code", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False, comment="no_pago_sustitutorio, ..."),
        sa.Column("course_code", sa.String(length=20), nullable=True),
        sa.Column("period", sa.String(length=8), nullable=False),
        sa.Column(
            "imported_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="when this fact was imported from the source",
        ),
        sa.ForeignKeyConstraint(
            ["university", "student_code"],
            ["students.university", "students.code"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("authorisations", schema=None) as batch_op:
        batch_op.create_index("authorisations_of_student", ["university", "student_code"], unique=False)

    op.create_table(
        "debts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("university", sa.String(length=8), nullable=False),
        sa.Column("student_code", sa.String(length=20), nullable=False),
        sa.Column("concept", sa.String(length=80), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("administrative", sa.Boolean(), nullable=False),
        sa.Column(
            "imported_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="when this fact was imported from the source",
        ),
        sa.ForeignKeyConstraint(
            ["university", "student_code"],
            ["students.university", "students.code"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("debts", schema=None) as batch_op:
        batch_op.create_index("debts_of_student", ["university", "student_code"], unique=False)

    op.create_table(
        "enrolments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("university", sa.String(length=8), nullable=False),
        sa.Column("student_code", sa.String(length=20), nullable=False),
        sa.Column("course_code", sa.String(length=20), nullable=False),
        sa.Column("class_code", sa.String(length=24), nullable=True),
        sa.Column("period", sa.String(length=8), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("final_grade", sa.Numeric(precision=4, scale=2), nullable=True),
        sa.Column(
            "imported_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="when this fact was imported from the source",
        ),
        sa.CheckConstraint(
            "state in ('en_curso', 'aprobado', 'desaprobado', 'inhabilitado', 'retirado', 'convalidado')",
            name="enrolment_state",
        ),
        sa.CheckConstraint("attempt between 1 and 3", name="enrolment_attempt"),
        sa.CheckConstraint("final_grade is null or final_grade between 0 and 20", name="enrolment_grade"),
        sa.ForeignKeyConstraint(
            ["university", "student_code"],
            ["students.university", "students.code"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("university", "student_code", "course_code", "period", name="one_enrolment_a_period"),
    )
    with op.batch_alter_table("enrolments", schema=None) as batch_op:
        batch_op.create_index("enrolments_of_student", ["university", "student_code"], unique=False)

    op.create_table(
        "holds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("university", sa.String(length=8), nullable=False),
        sa.Column("student_code", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column(
            "imported_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="when this fact was imported from the source",
        ),
        sa.CheckConstraint("kind in ('retencion', 'sancion')", name="hold_kind"),
        sa.ForeignKeyConstraint(
            ["university", "student_code"],
            ["students.university", "students.code"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("holds", schema=None) as batch_op:
        batch_op.create_index("holds_of_student", ["university", "student_code"], unique=False)

    op.create_table(
        "payments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("university", sa.String(length=8), nullable=False),
        sa.Column("student_code", sa.String(length=20), nullable=False),
        sa.Column("concept", sa.String(length=24), nullable=False, comment="sustitutorio, reserva, ..."),
        sa.Column("course_code", sa.String(length=20), nullable=True),
        sa.Column("period", sa.String(length=8), nullable=False),
        sa.Column("paid_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "imported_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="when this fact was imported from the source",
        ),
        sa.ForeignKeyConstraint(
            ["university", "student_code"],
            ["students.university", "students.code"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("payments", schema=None) as batch_op:
        batch_op.create_index("payments_of_student", ["university", "student_code"], unique=False)

    op.create_table(
        "requests",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("university", sa.String(length=8), nullable=False),
        sa.Column("student_code", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False, comment="sustitutorio, retiro_curso, ..."),
        sa.Column("course_code", sa.String(length=20), nullable=True),
        sa.Column("period", sa.String(length=8), nullable=False),
        sa.Column("handed_in_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "imported_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="when this fact was imported from the source",
        ),
        sa.ForeignKeyConstraint(
            ["university", "student_code"],
            ["students.university", "students.code"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("requests", schema=None) as batch_op:
        batch_op.create_index("requests_of_student", ["university", "student_code"], unique=False)

    op.create_table(
        "attendance",
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("sessions", sa.Integer(), nullable=False, comment="of the whole class since the enrolment"),
        sa.Column("held", sa.Integer(), nullable=False, comment="sessions held so far"),
        sa.Column("absences", sa.Integer(), nullable=False, comment="justified ones taken out"),
        sa.Column("late", sa.Integer(), nullable=False),
        sa.Column("justified", sa.Integer(), nullable=False),
        sa.Column(
            "imported_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="when this fact was imported from the source",
        ),
        sa.ForeignKeyConstraint(
            ["enrolment_id"],
            ["enrolments.id"],
        ),
        sa.CheckConstraint("absences >= 0 and late >= 0 and justified >= 0", name="attendance_not_negative"),
        sa.CheckConstraint("sessions > 0 and held between 0 and sessions", name="attendance_sessions"),
        sa.PrimaryKeyConstraint("enrolment_id"),
    )
    op.create_table(
        "grades",
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("evaluation", sa.String(length=20), nullable=False),
        sa.Column("grade", sa.Numeric(precision=4, scale=2), nullable=False),
        sa.Column("posted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "imported_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="when this fact was imported from the source",
        ),
        sa.CheckConstraint("grade between 0 and 20", name="grade_scale"),
        sa.ForeignKeyConstraint(
            ["enrolment_id"],
            ["enrolments.id"],
        ),
        sa.PrimaryKeyConstraint("enrolment_id", "evaluation"),
    )


def downgrade() -> None:
    op.drop_table("grades")
    op.drop_table("attendance")
    with op.batch_alter_table("requests", schema=None) as batch_op:
        batch_op.drop_index("requests_of_student")

    op.drop_table("requests")
    with op.batch_alter_table("payments", schema=None) as batch_op:
        batch_op.drop_index("payments_of_student")

    op.drop_table("payments")
    with op.batch_alter_table("holds", schema=None) as batch_op:
        batch_op.drop_index("holds_of_student")

    op.drop_table("holds")
    with op.batch_alter_table("enrolments", schema=None) as batch_op:
        batch_op.drop_index("enrolments_of_student")

    op.drop_table("enrolments")
    with op.batch_alter_table("debts", schema=None) as batch_op:
        batch_op.drop_index("debts_of_student")

    op.drop_table("debts")
    with op.batch_alter_table("authorisations", schema=None) as batch_op:
        batch_op.drop_index("authorisations_of_student")

    op.drop_table("authorisations")
    op.drop_table("syllabus_weights")
    op.drop_table("students")
    op.drop_table("curriculum_courses")
    op.drop_table("classes")
    op.drop_table("periods")
    with op.batch_alter_table("mail_outbox", schema=None) as batch_op:
        batch_op.drop_index("mail_waiting")

    op.drop_table("mail_outbox")
    op.drop_table("identity_links")
    with op.batch_alter_table("identity_challenges", schema=None) as batch_op:
        batch_op.drop_index("challenges_of_student")
        batch_op.drop_index("challenges_of_sender")

    op.drop_table("identity_challenges")
    op.drop_table("curricula")
    op.drop_table("courses")
    op.drop_table("course_links")
    op.drop_table("calendar_entries")
