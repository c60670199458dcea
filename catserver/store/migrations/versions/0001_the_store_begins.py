"""The store begins: a journal that only grows, and the master data an exam day starts from."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0001"
down_revision: str | Sequence[str] | None = None
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "bank",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("loaded_at", sa.String(length=32), nullable=False),
        sa.Column("loaded_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", "digest", name=op.f("pk_bank")),
    )
    op.create_table(
        "candidate",
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("birth_date", sa.Date(), nullable=True),
        sa.Column("formation", sa.String(), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("accommodation", sa.String(), nullable=True),
        sa.Column("room", sa.String(), nullable=True),
        sa.Column("seat", sa.String(), nullable=True),
        sa.Column("reference_photo", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_candidate")),
    )
    op.create_table(
        "events",
        sa.Column(
            "position",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("stream", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("schema_version", sa.Integer(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_events")),
        sa.UniqueConstraint("version", "stream", name=op.f("uq_events_version_stream")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "exam",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("source", sa.LargeBinary(), nullable=False),
        sa.Column("loaded_at", sa.String(length=32), nullable=False),
        sa.Column("loaded_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", "digest", name=op.f("pk_exam")),
    )
    op.create_table(
        "key_book",
        sa.Column("bank", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("bank_digest", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("loaded_at", sa.String(length=32), nullable=False),
        sa.Column("loaded_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["bank", "bank_digest"],
            ["bank.id", "bank.digest"],
            name=op.f("fk_key_book_bank_bank_digest"),
        ),
        sa.PrimaryKeyConstraint("bank", "version", name=op.f("pk_key_book")),
    )
    op.create_table(
        "log_file",
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("path", name=op.f("pk_log_file")),
    )
    op.create_table(
        "log_leaf",
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("entry", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_log_leaf")),
        sa.UniqueConstraint("subject", name=op.f("uq_log_leaf_subject")),
    )
    op.create_table(
        "site",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_site")),
    )
    op.create_table(
        "staff",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("display_name", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column("disabled_at", sa.String(length=32), nullable=True),
        sa.Column("created_at", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_staff")),
    )
    op.create_table(
        "exam_event",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("opened_at", sa.String(length=32), nullable=False),
        sa.Column("closed_at", sa.String(length=32), nullable=True),
        sa.Column("forgotten_at", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exam_event")),
    )
    op.create_table(
        "photo",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("candidate", sa.String(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("taken_at", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["candidate"], ["candidate.number"], name=op.f("fk_photo_candidate")
        ),
        sa.ForeignKeyConstraint(["event"], ["exam_event.id"], name=op.f("fk_photo_event")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_photo")),
    )
    op.create_index(op.f("ix_photo_candidate"), "photo", ["candidate"], unique=False)
    op.create_index("ix_photo_event_kind", "photo", ["event", "kind"], unique=False)
    op.create_table(
        "photo_content",
        sa.Column("photo", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("photo", name=op.f("pk_photo_content")),
    )
    op.create_table(
        "staged_content",
        sa.Column("photo", sa.String(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("staged_at", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["event"], ["exam_event.id"], name=op.f("fk_staged_content_event")),
        sa.ForeignKeyConstraint(
            ["photo"], ["photo_content.photo"], name=op.f("fk_staged_content_photo")
        ),
        sa.PrimaryKeyConstraint("photo", name=op.f("pk_staged_content")),
    )
    op.create_table(
        "watched",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("label", sa.LargeBinary(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("engine", sa.String(), nullable=False),
        sa.Column("template", sa.LargeBinary(), nullable=False),
        sa.Column("added_at", sa.String(length=32), nullable=False),
        sa.Column("added_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["event"], ["exam_event.id"], name=op.f("fk_watched_event")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_watched")),
    )
    op.create_table(
        "picture",
        sa.Column("bank", sa.String(), nullable=False),
        sa.Column("bank_digest", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["bank", "bank_digest"],
            ["bank.id", "bank.digest"],
            name=op.f("fk_picture_bank_bank_digest"),
        ),
        sa.PrimaryKeyConstraint("bank", "bank_digest", "name", name=op.f("pk_picture")),
    )
    op.create_table(
        "sitting",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("exam", sa.String(), nullable=False),
        sa.Column("exam_digest", sa.String(length=64), nullable=False),
        sa.Column("bank", sa.String(), nullable=False),
        sa.Column("bank_digest", sa.String(length=64), nullable=False),
        sa.Column("room", sa.String(), nullable=False),
        sa.Column("start_at", sa.String(length=32), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.String(length=32), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["bank", "bank_digest"],
            ["bank.id", "bank.digest"],
            name=op.f("fk_sitting_bank_bank_digest"),
        ),
        sa.ForeignKeyConstraint(
            ["exam", "exam_digest"],
            ["exam.id", "exam.digest"],
            name=op.f("fk_sitting_exam_exam_digest"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sitting")),
    )
    op.create_table(
        "staff_session",
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("staff", sa.String(), nullable=False),
        sa.Column("created_at", sa.String(length=32), nullable=False),
        sa.Column("expires_at", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["staff"], ["staff.name"], name=op.f("fk_staff_session_staff")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_staff_session")),
    )
    op.create_index(op.f("ix_staff_session_staff"), "staff_session", ["staff"], unique=False)
    op.create_table(
        "assignment",
        sa.Column("attempt", sa.String(), nullable=False),
        sa.Column("sitting", sa.String(), nullable=False),
        sa.Column("candidate", sa.String(), nullable=False),
        sa.Column("seat", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["candidate"], ["candidate.number"], name=op.f("fk_assignment_candidate")
        ),
        sa.ForeignKeyConstraint(["sitting"], ["sitting.id"], name=op.f("fk_assignment_sitting")),
        sa.PrimaryKeyConstraint("attempt", name=op.f("pk_assignment")),
        sa.UniqueConstraint("sitting", "candidate", name=op.f("uq_assignment_sitting_candidate")),
        sa.UniqueConstraint("sitting", "seat", name=op.f("uq_assignment_sitting_seat")),
    )
    op.create_index("ix_assignment_candidate", "assignment", ["candidate"], unique=False)
    op.create_table(
        "template",
        sa.Column(
            "sequence",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("photo", sa.String(), nullable=False),
        sa.Column("engine", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["photo"], ["photo.id"], name=op.f("fk_template_photo")),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_template")),
        sa.UniqueConstraint("photo", "engine", name=op.f("uq_template_photo_engine")),
        sqlite_autoincrement=True,
    )
