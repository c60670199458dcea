"""The whole schema on one page: the journal, and the master data an exam day starts from.

What happens on the day is an event in `events`; every other table holds what was loaded or set up
before it. Nothing here is edited to correct the past: exams, banks and key books keep their older
versions, because a sitting names the digest it was created with.
"""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    TypeDecorator,
    UniqueConstraint,
)


class Instant(TypeDecorator[datetime]):
    """An aware UTC instant as ISO-8601 text with microseconds, which sorts and reads alike."""

    impl = String(32)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> str | None:  # noqa: ARG002 - SQLAlchemy's signature
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant without a time zone cannot be stored")
        return value.astimezone(UTC).isoformat(timespec="microseconds")

    def process_result_value(self, value: str | None, dialect: Any) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        return None if value is None else datetime.fromisoformat(value)


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# ── the journal ──────────────────────────────────────────────────────────────────────────────
events = Table(
    "events",
    metadata,
    Column(
        "position",
        BigInteger().with_variant(Integer, "sqlite"),
        primary_key=True,
        autoincrement=True,
    ),
    Column("stream", String, nullable=False),
    Column("version", Integer, nullable=False),
    Column("type", String, nullable=False),
    Column("schema_version", Integer, nullable=False),
    Column("at", String, nullable=False),  # ISO-8601 UTC with microseconds
    Column("data", LargeBinary, nullable=False),
    Column("hash", LargeBinary(32), nullable=False),
    # The fence against two terminals or two workers; why in this order, says `streams.py`.
    UniqueConstraint("version", "stream"),
    sqlite_autoincrement=True,  # a position is never given twice, not even after a deletion
)

# ── the transparency log: what is in the journal, said in public; only ever appended to ──────
log_leaf = Table(
    "log_leaf",
    metadata,
    Column("position", Integer, primary_key=True, autoincrement=False),  # the index, from 0
    Column("subject", String, nullable=False, unique=True),  # nothing is logged twice
    Column("entry", LargeBinary, nullable=False),  # the bytes that are hashed
)
log_file = Table(
    "log_file",
    metadata,
    Column("path", String, primary_key=True),  # in the published folder; its digest is in a leaf
    Column("content", LargeBinary, nullable=False),
)

# ── the site and its staff ───────────────────────────────────────────────────────────────────
site = Table(
    "site",
    metadata,
    Column("key", String, primary_key=True),
    Column("value", String, nullable=False),
)
staff = Table(
    "staff",
    metadata,
    Column("name", String, primary_key=True),
    Column("display_name", String, nullable=False),
    Column("role", String, nullable=False),
    Column("password_hash", String, nullable=False),
    Column("disabled_at", Instant),
    Column("created_at", Instant, nullable=False),
)
staff_session = Table(
    "staff_session",
    metadata,
    Column("token_hash", LargeBinary(32), primary_key=True),
    Column("staff", ForeignKey("staff.name"), nullable=False, index=True),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
)

# ── exams and banks: the newest of an id is current, older ones stay ─────────────────────────
exam = Table(
    "exam",
    metadata,
    Column("id", String, primary_key=True),
    Column("digest", String(64), primary_key=True),
    Column("source", LargeBinary, nullable=False),
    Column("loaded_at", Instant, nullable=False),
    Column("loaded_by", String, nullable=False),
)
bank = Table(
    "bank",
    metadata,
    Column("id", String, primary_key=True),
    Column("digest", String(64), primary_key=True),
    Column("title", String, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("loaded_at", Instant, nullable=False),
    Column("loaded_by", String, nullable=False),
)
key_book = Table(
    "key_book",
    metadata,
    Column("bank", String, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("bank_digest", String(64), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("loaded_at", Instant, nullable=False),
    Column("loaded_by", String, nullable=False),
    ForeignKeyConstraint(["bank", "bank_digest"], ["bank.id", "bank.digest"]),
)
picture = Table(
    "picture",
    metadata,
    Column("bank", String, primary_key=True),
    Column("bank_digest", String(64), primary_key=True),
    Column("name", String, primary_key=True),
    Column("media_type", String, nullable=False),
    Column("content", LargeBinary, nullable=False),
    ForeignKeyConstraint(["bank", "bank_digest"], ["bank.id", "bank.digest"]),
)

# ── candidates and their photos ──────────────────────────────────────────────────────────────
candidate = Table(
    "candidate",
    metadata,
    Column("number", String, primary_key=True),
    Column("name", String, nullable=False),
    Column("birth_date", Date),
    Column("formation", String, nullable=False),
    Column("category", String, nullable=False),
    Column("accommodation", String),
    Column("room", String),
    Column("seat", String),
    Column(
        "reference_photo", String
    ),  # the id of a registration photo; photo.candidate points back
)
photo = Table(
    "photo",
    metadata,
    Column("id", String, primary_key=True),  # opaque and random: it is in a URL
    Column("event", ForeignKey("exam_event.id"), nullable=False),
    Column("kind", String, nullable=False),  # "registration" | "arrival"
    Column("candidate", ForeignKey("candidate.number"), nullable=False, index=True),
    Column("digest", LargeBinary, nullable=False),  # sealed
    Column("media_type", String, nullable=False),
    Column("taken_at", Instant, nullable=False),
    Index("ix_photo_event_kind", "event", "kind"),
)

# ── what the law calls biometric: apart from every name and number, deletable alone, sealed with a
#    key of the event that is not in the database (delivery/keeping/vault.py) ──────────────────────
exam_event = Table(
    "exam_event",
    metadata,
    Column("id", String, primary_key=True),
    Column("title", String, nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("closed_at", Instant),
    Column("forgotten_at", Instant),
)
photo_content = Table(
    "photo_content",
    metadata,
    Column("photo", String, primary_key=True),  # comes before its photo where it is staged
    Column("content", LargeBinary, nullable=False),
)
staged_content = Table(
    "staged_content",
    metadata,
    Column("photo", ForeignKey("photo_content.photo"), primary_key=True),
    Column("event", ForeignKey("exam_event.id"), nullable=False),
    Column("staged_at", Instant, nullable=False),
)
template = Table(
    "template",
    metadata,
    Column(
        "sequence",  # grows: whoever holds the templates in memory asks for what came since
        BigInteger().with_variant(Integer, "sqlite"),
        primary_key=True,
        autoincrement=True,
    ),
    Column("photo", ForeignKey("photo.id"), nullable=False),
    Column("engine", String, nullable=False),
    Column("content", LargeBinary, nullable=False),
    UniqueConstraint("photo", "engine"),
    sqlite_autoincrement=True,
)
watched = Table(
    "watched",
    metadata,
    Column("id", String, primary_key=True),
    Column("event", ForeignKey("exam_event.id"), nullable=False),
    Column("label", LargeBinary, nullable=False),  # sealed: it may be a name
    Column("media_type", String, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("engine", String, nullable=False),
    Column("template", LargeBinary, nullable=False),
    Column("added_at", Instant, nullable=False),
    Column("added_by", String, nullable=False),
)

# ── sittings ─────────────────────────────────────────────────────────────────────────────────
sitting = Table(
    "sitting",
    metadata,
    Column("id", String, primary_key=True),
    Column("title", String, nullable=False),
    Column("exam", String, nullable=False),
    Column("exam_digest", String(64), nullable=False),
    Column("bank", String, nullable=False),
    Column("bank_digest", String(64), nullable=False),
    Column("room", String, nullable=False),
    Column("start_at", Instant, nullable=False),
    Column("seats", Integer, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("created_by", String, nullable=False),
    ForeignKeyConstraint(["exam", "exam_digest"], ["exam.id", "exam.digest"]),
    ForeignKeyConstraint(["bank", "bank_digest"], ["bank.id", "bank.digest"]),
)
assignment = Table(
    "assignment",
    metadata,
    Column("attempt", String, primary_key=True),  # opaque and random: the board shows it
    Column("sitting", ForeignKey("sitting.id"), nullable=False),
    Column("candidate", ForeignKey("candidate.number"), nullable=False),
    Column("seat", String),
    UniqueConstraint("sitting", "candidate"),
    UniqueConstraint("sitting", "seat"),
    Index("ix_assignment_candidate", "candidate"),
)
