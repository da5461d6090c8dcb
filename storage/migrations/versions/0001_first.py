"""The tables of the first release, and the triggers that keep evidence as it was written."""

# ruff: noqa: PLR0915
import sqlalchemy as sa
from alembic import op

from storage.guards import guards

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "briefing_record",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("obligation", sa.String(), nullable=False),
        sa.Column("engagement", sa.String(), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.Column("held_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("points", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("missing_points", sa.String(), nullable=False),
        sa.Column("remark", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_briefing_record_engagement"), "briefing_record", ["engagement"], unique=False)
    op.create_index(op.f("ix_briefing_record_obligation"), "briefing_record", ["obligation"], unique=False)
    op.create_table(
        "event",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.String(), nullable=False),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("engagement", sa.String(), nullable=False),
        sa.Column("object_type", sa.String(), nullable=False),
        sa.Column("object_id", sa.String(), nullable=False),
        sa.Column("object_version", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("seq"),
    )
    op.create_index("ix_event_object", "event", ["object_id"], unique=False)
    op.create_index(op.f("ix_event_subject"), "event", ["subject"], unique=False)
    op.create_table(
        "idea",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("engagement", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("policy", sa.String(), nullable=False),
        sa.Column("hide_name", sa.Boolean(), nullable=False),
        sa.Column("today", sa.String(), nullable=False),
        sa.Column("better", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reply", sa.String(), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("replied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_idea_author"), "idea", ["author"], unique=False)
    op.create_table(
        "import_run",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("file_sha256", sa.String(), nullable=False),
        sa.Column("counts", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "lease",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("holder", sa.String(), nullable=False),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "lesson_answer",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("obligation", sa.String(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("option", sa.String(), nullable=False),
        sa.Column("right", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_lesson_answer_obligation"), "lesson_answer", ["obligation"], unique=False)
    op.create_table(
        "message",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("platform_id", sa.String(), nullable=False),
        sa.Column("thread_of", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("draws", sa.String(), nullable=False),
        sa.Column("args", sa.String(), nullable=False),
        sa.Column("card", sa.String(), nullable=False),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("counts", sa.Boolean(), nullable=False),
        sa.Column("live", sa.Boolean(), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "ix_message_head",
        "message",
        ["recipient", "created"],
        unique=False,
        sqlite_where=sa.text("thread_of = ''"),
        postgresql_where=sa.text("thread_of = ''"),
    )
    op.create_index(
        "ix_message_place",
        "message",
        ["platform_id", "address"],
        unique=False,
        sqlite_where=sa.text("platform_id <> ''"),
        postgresql_where=sa.text("platform_id <> ''"),
    )
    op.create_index(
        "ix_message_thread",
        "message",
        ["thread_of"],
        unique=False,
        sqlite_where=sa.text("thread_of <> ''"),
        postgresql_where=sa.text("thread_of <> ''"),
    )
    op.create_table(
        "obligation",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("object", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("cycle", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due", sa.DateTime(timezone=True), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("closed_as", sa.String(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("silence", sa.String(), nullable=False),
        sa.Column("snoozed", sa.Integer(), nullable=False),
        sa.Column("snoozed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("receipt", sa.String(), nullable=False),
        sa.Column("args", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("kind", "about", "object", "version", "cycle"),
    )
    op.create_index(op.f("ix_obligation_about"), "obligation", ["about"], unique=False)
    op.create_index(
        "ix_obligation_due",
        "obligation",
        ["next_at", "owner"],
        unique=False,
        sqlite_where=sa.text("state = 'pending' AND next_at IS NOT NULL"),
        postgresql_where=sa.text("state = 'pending' AND next_at IS NOT NULL"),
    )
    op.create_index("ix_obligation_object", "obligation", ["object", "kind"], unique=False)
    op.create_index("ix_obligation_owner", "obligation", ["owner", "kind", "object"], unique=False)
    op.create_table(
        "person",
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("folded", sa.String(), nullable=False),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("workdays", sa.String(), nullable=False),
        sa.Column("has_account", sa.Boolean(), nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("is_minor", sa.Boolean(), nullable=False),
        sa.Column("quiet_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("merged_into", sa.String(), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("ref"),
    )
    op.create_index(op.f("ix_person_email"), "person", ["email"], unique=False)
    op.create_index(op.f("ix_person_folded"), "person", ["folded"], unique=False)
    op.create_table(
        "policy",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("short", sa.String(), nullable=False),
        sa.Column("policy_class", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("published", sa.String(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_policy_owner"), "policy", ["owner"], unique=False)
    op.create_table(
        "policy_version",
        sa.Column("policy", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("facts", sa.String(), nullable=False),
        sa.Column("added", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("policy", "version", "n", "locale"),
    )
    op.create_table(
        "question",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("policy", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("asker", sa.String(), nullable=False),
        sa.Column("engagement", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("answered_by", sa.String(), nullable=False),
        sa.Column("thread_of", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_question_policy"), "question", ["policy"], unique=False)
    op.create_table(
        "secret",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "seen",
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("delivery_id", sa.String(), nullable=False),
        sa.Column("result", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("platform", "delivery_id"),
    )
    op.create_table(
        "submission",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("policy", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("approver", sa.String(), nullable=False),
        sa.Column("change_class", sa.String(), nullable=False),
        sa.Column("audience", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved_by", sa.String(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_submission_policy"), "submission", ["policy"], unique=False)
    op.create_table(
        "unlinked",
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("platform", "tenant", "user_id"),
    )
    op.create_table(
        "wording",
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("template", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("sha256"),
    )
    op.create_table(
        "writing",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("salt", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("keep_until", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_writing_about"), "writing", ["about"], unique=False)
    op.create_index(op.f("ix_writing_author"), "writing", ["author"], unique=False)
    op.create_table(
        "absence",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person"],
            ["person.ref"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_absence_person"), "absence", ["person"], unique=False)
    op.create_table(
        "chat_identity",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("linked_how", sa.String(), nullable=False),
        sa.Column("linked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person"],
            ["person.ref"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("platform", "tenant", "user_id"),
    )
    op.create_index(op.f("ix_chat_identity_person"), "chat_identity", ["person"], unique=False)
    op.create_table(
        "engagement",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("employment", sa.String(), nullable=False),
        sa.Column("role_family", sa.String(), nullable=False),
        sa.Column("department", sa.String(), nullable=False),
        sa.Column("entity", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=True),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("start", sa.Date(), nullable=False),
        sa.Column("end", sa.Date(), nullable=True),
        sa.Column("baseline", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person"],
            ["person.ref"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_engagement_department"), "engagement", ["department"], unique=False)
    op.create_index("ix_engagement_end", "engagement", ["end"], unique=False)
    op.create_index(op.f("ix_engagement_person"), "engagement", ["person"], unique=False)
    op.create_table(
        "outbox",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("lane", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("not_after", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["message"],
            ["message.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_outbox_message"), "outbox", ["message"], unique=False)
    op.create_index(
        "ix_outbox_ready",
        "outbox",
        ["platform", "tenant", "lane", "not_before", "id"],
        unique=False,
        sqlite_where=sa.text("state IN ('pending', 'retrying')"),
        postgresql_where=sa.text("state IN ('pending', 'retrying')"),
    )
    op.create_index(
        "ix_outbox_state",
        "outbox",
        ["state"],
        unique=False,
        sqlite_where=sa.text("state IN ('sending', 'undeliverable', 'uncertain')"),
        postgresql_where=sa.text("state IN ('sending', 'undeliverable', 'uncertain')"),
    )
    op.create_table(
        "role_grant",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person"],
            ["person.ref"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_role_grant_person"), "role_grant", ["person"], unique=False)
    op.create_table(
        "shows",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("obligation", sa.String(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["message"],
            ["message.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("obligation", "round", "step", "recipient"),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_shows_message"), "shows", ["message"], unique=False)
    op.create_table(
        "access_event",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("engagement", sa.String(), nullable=False),
        sa.Column("tier", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["engagement"],
            ["engagement.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("engagement", "tier", "at"),
    )
    op.create_index(op.f("ix_access_event_engagement"), "access_event", ["engagement"], unique=False)
    op.create_table(
        "reporting_edge",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("engagement", sa.String(), nullable=False),
        sa.Column("manager", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["engagement"],
            ["engagement.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_reporting_edge_engagement"), "reporting_edge", ["engagement"], unique=False)
    op.create_index(op.f("ix_reporting_edge_manager"), "reporting_edge", ["manager"], unique=False)
    op.create_table(
        "source_key",
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("engagement", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("missing_runs", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["engagement"],
            ["engagement.id"],
        ),
        sa.PrimaryKeyConstraint("source", "key"),
    )
    op.create_index(op.f("ix_source_key_engagement"), "source_key", ["engagement"], unique=False)
    for statement in guards(op.get_bind().dialect.name):
        op.execute(sa.text(statement))


def downgrade() -> None:
    # Evidence is never thrown away: the way back is the backup taken before.
    raise NotImplementedError
