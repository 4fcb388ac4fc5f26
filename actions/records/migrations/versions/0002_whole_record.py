"""Everything that the rules may ask about a student, rows that are closed instead of deleted, and natural keys."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

#: Tables that an import fills, those that refer to others first. The new ones come with `closed_at`.
_IMPORTED = (
    "attendance", "grades", "enrolments", "payments", "debts", "authorisations", "requests", "holds", "students",
    "classes", "syllabus_weights", "curriculum_courses", "course_links", "courses", "curricula", "calendar_entries",
    "periods",
)  # fmt: skip
#: Table -> name and columns of the key by which its rows are told apart.
_NATURAL_KEYS = {
    "payments": (
        "one_payment_a_moment",
        ["university", "student_code", "concept", "period", "course_code", "paid_at"],
    ),
    "debts": ("one_debt_of_a_concept_a_day", ["university", "student_code", "concept", "due_on"]),
    "authorisations": (
        "one_authorisation_of_a_kind",
        ["university", "student_code", "kind", "period", "course_code"],
    ),
    "requests": (
        "one_request_a_moment",
        ["university", "student_code", "kind", "period", "course_code", "handed_in_at"],
    ),
    "holds": ("one_hold_of_a_reason", ["university", "student_code", "kind", "reason"]),
}
_OF_A_COURSE_OR_NONE = ("payments", "authorisations", "requests")
_NO_COURSE = {"existing_type": sa.String(length=20), "existing_nullable": True}

_STARTED = "the day on which the studies began; empty when it is not on record"
_COURSE_KIND = "regular, taller, dil, electivo, ..."
_EVALUATION_KIND = "what it examines: teoria, practica, conocimiento, desempeno"
_NUMBER = "its place in the syllabus: 1, 2, ..."
_POSTED = "empty when it is not on record"
_DETAIL = "which one, where a period has several: the name of a day off"
_COURSE_OR_NONE = "empty: of no course"


# SQLite changes a table by writing it anew, and what it reads back of the old one has no check constraints.
def _checks(table: str) -> tuple[sa.CheckConstraint, ...]:
    return {
        "enrolments": (
            sa.CheckConstraint(
                "state in ('en_curso', 'aprobado', 'desaprobado', 'inhabilitado', 'retirado', 'convalidado')",
                name="enrolment_state",
            ),
            sa.CheckConstraint("attempt between 1 and 3", name="enrolment_attempt"),
            sa.CheckConstraint("final_grade is null or final_grade between 0 and 20", name="enrolment_grade"),
        ),
        "grades": (sa.CheckConstraint("grade between 0 and 20", name="grade_scale"),),
        "holds": (sa.CheckConstraint("kind in ('retencion', 'sancion')", name="hold_kind"),),
    }.get(table, ())


def upgrade() -> None:
    _refuse_unknown_courses_and_periods()
    for table in _IMPORTED:
        op.add_column(table, _closed_at())
    op.add_column("students", sa.Column("started_on", sa.Date(), comment=_STARTED))
    op.add_column(
        "courses",
        sa.Column("kind", sa.String(length=20), nullable=False, server_default="regular", comment=_COURSE_KIND),
    )
    op.add_column("syllabus_weights", sa.Column("kind", sa.String(length=20), comment=_EVALUATION_KIND))
    op.add_column("syllabus_weights", sa.Column("number", sa.Integer(), comment=_NUMBER))
    _change_calendar()
    _change_enrolments()
    with op.batch_alter_table("grades", table_args=_checks("grades")) as grades:
        grades.alter_column(
            "posted_at", existing_type=sa.DateTime(timezone=True), nullable=True, comment=_POSTED, existing_comment=None
        )
    for table in _NATURAL_KEYS:
        _add_natural_key(table)
    _create_tables()


def _refuse_unknown_courses_and_periods() -> None:
    """Such enrolments were left out of every answer, silently."""
    for column, table in (("course_code", "courses"), ("period", "periods")):
        lost = op.get_bind().execute(
            sa.text(
                f"select count(*) from enrolments e where not exists (select 1 from {table} t"
                f" where t.university = e.university and t.code = e.{column})"
            )
        )
        if count := lost.scalar():
            raise RuntimeError(
                f"{count} enrolments have a {column} that {table} does not hold: add or correct it first."
            )


def _closed_at() -> sa.Column:
    return sa.Column(
        "closed_at",
        sa.DateTime(timezone=True),
        nullable=True,
        comment="when the row vanished from the source; empty: current",
    )


def _imported_at() -> sa.Column:
    return sa.Column(
        "imported_at",
        sa.DateTime(timezone=True),
        nullable=False,
        comment="when this fact was imported from the source",
    )


def _change_calendar() -> None:
    """A period may have several days off: `detail` joins the key."""
    op.add_column(
        "calendar_entries",
        sa.Column("detail", sa.String(length=60), nullable=False, server_default="", comment=_DETAIL),
    )
    _change_calendar_key("university", "modality", "period", "activity", "detail")


def _change_calendar_key(*key: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint("calendar_entries_pkey", "calendar_entries", type_="primary")
        op.create_primary_key("calendar_entries_pkey", "calendar_entries", list(key))
        return
    op.rename_table("calendar_entries", "old_calendar_entries")
    table = op.create_table(
        "calendar_entries",
        sa.Column("university", sa.String(length=8), nullable=False),
        sa.Column("modality", sa.String(length=8), nullable=False),
        sa.Column("period", sa.String(length=8), nullable=False),
        sa.Column("activity", sa.String(length=40), nullable=False),
        sa.Column("detail", sa.String(length=60), nullable=False, server_default=""),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        _imported_at(),
        _closed_at(),
        sa.PrimaryKeyConstraint(*key),
    )
    columns = ", ".join(table.columns.keys())
    op.execute(f"insert into calendar_entries ({columns}) select {columns} from old_calendar_entries")
    op.drop_table("old_calendar_entries")


def _change_enrolments() -> None:
    with op.batch_alter_table("enrolments", table_args=_checks("enrolments")) as enrolments:
        enrolments.add_column(sa.Column("enrolled_on", sa.Date(), nullable=True))
        enrolments.add_column(sa.Column("withdrawn_on", sa.Date(), nullable=True))
        enrolments.create_foreign_key(
            "enrolment_of_a_known_course", "courses", ["university", "course_code"], ["university", "code"]
        )
        enrolments.create_foreign_key(
            "enrolment_in_a_known_period", "periods", ["university", "period"], ["university", "code"]
        )
        enrolments.drop_index("enrolments_of_student")  # the unique key starts with the same columns


def _add_natural_key(table: str) -> None:
    name, columns = _NATURAL_KEYS[table]
    if table in _OF_A_COURSE_OR_NONE:
        op.execute(f"update {table} set course_code = '' where course_code is null")
    op.execute(f"delete from {table} where id not in (select min(id) from {table} group by {', '.join(columns)})")
    with op.batch_alter_table(table, table_args=_checks(table)) as batch:
        if table in _OF_A_COURSE_OR_NONE:
            batch.alter_column("course_code", nullable=False, server_default="", comment=_COURSE_OR_NONE, **_NO_COURSE)
        batch.create_unique_constraint(name, columns)
        batch.drop_index(f"{table}_of_student")


def _create_tables() -> None:
    op.create_table(
        "convalidations",
        *_student_columns(),
        sa.Column("course_code", sa.String(length=20), nullable=False),
        sa.Column("credits", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("recognised_on", sa.Date(), nullable=False),
        sa.Column(
            "institution", sa.String(length=120), nullable=False, server_default="", comment="where it was taken"
        ),
        _imported_at(),
        _closed_at(),
        _of_a_student(),
        sa.ForeignKeyConstraint(["university", "course_code"], ["courses.university", "courses.code"]),
        sa.CheckConstraint("kind in ('convalidacion', 'reconocimiento', 'exoneracion')", name="convalidation_kind"),
        sa.CheckConstraint("credits >= 0", name="convalidation_credits"),
        sa.PrimaryKeyConstraint("university", "student_code", "course_code"),
    )
    op.create_table(
        "activities",
        *_student_columns(),
        sa.Column(
            "kind", sa.String(length=30), nullable=False, comment="complementaria, practicas, idioma, tesis, ..."
        ),
        sa.Column("detail", sa.String(length=80), nullable=False, server_default="", comment="which one"),
        sa.Column(
            "reference",
            sa.String(length=40),
            nullable=False,
            server_default="",
            comment="tells it from another of the same detail",
        ),
        sa.Column("credits", sa.Numeric(precision=5, scale=2), nullable=True),
        sa.Column("hours", sa.Numeric(precision=7, scale=2), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        _imported_at(),
        _closed_at(),
        _of_a_student(),
        sa.CheckConstraint("credits is null or credits >= 0", name="activity_credits"),
        sa.CheckConstraint("hours is null or hours >= 0", name="activity_hours"),
        sa.PrimaryKeyConstraint("university", "student_code", "kind", "detail", "reference"),
    )
    op.create_table(
        "reserves",
        *_student_columns(),
        sa.Column("period", sa.String(length=8), nullable=False),
        _imported_at(),
        _closed_at(),
        _of_a_student(),
        sa.PrimaryKeyConstraint("university", "student_code", "period"),
    )
    op.create_table(
        "withdrawals",
        *_student_columns(),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("period", sa.String(length=8), nullable=False),
        sa.Column("course_code", sa.String(length=20), nullable=False, server_default="", comment=_COURSE_OR_NONE),
        sa.Column("withdrawn_on", sa.Date(), nullable=False),
        _imported_at(),
        _closed_at(),
        _of_a_student(),
        sa.CheckConstraint(
            "kind in ('curso', 'ciclo', 'temporal', 'extraordinario', 'definitivo')", name="withdrawal_kind"
        ),
        sa.PrimaryKeyConstraint("university", "student_code", "kind", "period", "course_code"),
    )
    op.create_table(
        "cohort_positions",
        *_student_columns(),
        sa.Column("period", sa.String(length=8), nullable=False),
        sa.Column("career", sa.String(length=80), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False, comment="1: the best average"),
        sa.Column("size", sa.Integer(), nullable=False, comment="students of the cohort"),
        sa.Column("ties", sa.Integer(), nullable=False, comment="students who share the place, this one included"),
        sa.Column("average", sa.Numeric(precision=5, scale=3), nullable=True, comment="the student's own"),
        sa.Column("computed_on", sa.Date(), nullable=False),
        sa.Column(
            "source",
            sa.String(length=10),
            nullable=False,
            comment="imported, or computed here; an imported one is never replaced",
        ),
        _imported_at(),
        _closed_at(),
        _of_a_student(),
        sa.ForeignKeyConstraint(["university", "period"], ["periods.university", "periods.code"]),
        sa.CheckConstraint("position between 1 and size", name="cohort_position"),
        sa.CheckConstraint("ties between 1 and size - position + 1", name="cohort_ties"),
        sa.CheckConstraint("average is null or average between 0 and 20", name="cohort_average"),
        sa.CheckConstraint("source in ('imported', 'computed')", name="cohort_source"),
        sa.PrimaryKeyConstraint("university", "student_code", "period", "career"),
    )


def _student_columns() -> tuple[sa.Column, sa.Column]:
    return (
        sa.Column("university", sa.String(length=8), nullable=False),
        sa.Column("student_code", sa.String(length=20), nullable=False),
    )


def _of_a_student() -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["university", "student_code"], ["students.university", "students.code"])


def downgrade() -> None:
    for table in ("cohort_positions", "withdrawals", "reserves", "activities", "convalidations"):
        op.drop_table(table)
    for table in _IMPORTED:
        op.execute(f"delete from {table} where closed_at is not null")  # 0001 would take them for current rows
    for table, (name, _columns) in _NATURAL_KEYS.items():
        with op.batch_alter_table(table, table_args=_checks(table)) as batch:
            batch.drop_constraint(name, type_="unique")
            batch.create_index(f"{table}_of_student", ["university", "student_code"])
            if table in _OF_A_COURSE_OR_NONE:
                batch.alter_column(
                    "course_code", existing_type=sa.String(length=20), nullable=True, server_default=None
                )
    for table in _OF_A_COURSE_OR_NONE:
        op.execute(f"update {table} set course_code = null where course_code = ''")
    op.execute("delete from grades where posted_at is null")
    with op.batch_alter_table("grades", table_args=_checks("grades")) as grades:
        grades.alter_column("posted_at", existing_type=sa.DateTime(timezone=True), nullable=False)
    with op.batch_alter_table("enrolments", table_args=_checks("enrolments")) as enrolments:
        enrolments.drop_constraint("enrolment_of_a_known_course", type_="foreignkey")
        enrolments.drop_constraint("enrolment_in_a_known_period", type_="foreignkey")
        enrolments.drop_column("enrolled_on")
        enrolments.drop_column("withdrawn_on")
        enrolments.create_index("enrolments_of_student", ["university", "student_code"])
    op.execute("delete from calendar_entries where detail <> ''")
    _change_calendar_key("university", "modality", "period", "activity")
    op.drop_column("calendar_entries", "detail")
    op.drop_column("students", "started_on")
    op.drop_column("courses", "kind")
    op.drop_column("syllabus_weights", "kind")
    op.drop_column("syllabus_weights", "number")
    for table in _IMPORTED:
        op.drop_column(table, "closed_at")
