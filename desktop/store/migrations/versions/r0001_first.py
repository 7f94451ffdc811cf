"""The first schema, spelled out: a released revision never changes with the models."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_SEARCH = (
    "CREATE VIRTUAL TABLE message_fts USING fts5(subject, people, body, files, quoted, content='', "
    'contentless_delete=1, tokenize="unicode61 remove_diacritics 2")',
)


def upgrade() -> None:
    """Create every table and the search index."""
    op.create_table(
        "account",
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("display_name", sa.Text(), nullable=False),
        sa.Column("username", sa.Text(), nullable=False),
        sa.Column("imap_host", sa.Text(), nullable=False),
        sa.Column("imap_port", sa.Integer(), nullable=False),
        sa.Column("imap_security", sa.Text(), nullable=False),
        sa.Column("smtp_host", sa.Text(), nullable=False),
        sa.Column("smtp_port", sa.Integer(), nullable=False),
        sa.Column("smtp_security", sa.Text(), nullable=False),
        sa.Column("ca_file", sa.Text(), nullable=False),
        sa.Column("provider", sa.Text(), nullable=False),
        sa.Column("saves_sent", sa.Boolean(), nullable=False),
        sa.Column("signature", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.Column("auth", sa.Text(), nullable=False),
        sa.Column("oauth_issuer", sa.Text(), nullable=False),
        sa.Column("trusted_certificate", sa.Text(), nullable=False),
        sa.Column("identities", sa.JSON(), nullable=False),
        sa.Column("sync_months", sa.Integer(), nullable=False),
        sa.Column("offline_months", sa.Integer(), nullable=False),
        sa.Column("fetch_limit", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("email", name=op.f("uq_account_email")),
    )
    op.create_table(
        "clause",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title_en", sa.Text(), nullable=False),
        sa.Column("title_zh", sa.Text(), nullable=False),
        sa.Column("text_en", sa.Text(), nullable=False),
        sa.Column("text_zh", sa.Text(), nullable=False),
        sa.Column("rule", sa.JSON(), nullable=False),
        sa.Column("retired_at", sa.DateTime(), nullable=True),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clause")),
        sa.UniqueConstraint("key", "version", name=op.f("uq_clause_key_version")),
    )
    op.create_index(op.f("ix_clause_key"), "clause", ["key"], unique=False)
    op.create_table(
        "company_profile",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_zh", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("address_zh", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("website", sa.Text(), nullable=False),
        sa.Column("tax_id", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("short_name", sa.Text(), nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.Column("number_prefix", sa.Text(), nullable=False),
        sa.Column("number_format", sa.Text(), nullable=False),
        sa.Column("languages", sa.Text(), nullable=False),
        sa.Column("home_currency", sa.Text(), nullable=False),
        sa.Column("logo", sa.LargeBinary(), nullable=True),
        sa.Column("stamp", sa.LargeBinary(), nullable=True),
        sa.Column("signature_image", sa.LargeBinary(), nullable=True),
        sa.Column("stamp_scan", sa.LargeBinary(), nullable=True),
        sa.Column("signature_scan", sa.LargeBinary(), nullable=True),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_company_profile")),
    )
    op.create_table(
        "container_size",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("length_mm", sa.Integer(), nullable=False),
        sa.Column("width_mm", sa.Integer(), nullable=False),
        sa.Column("height_mm", sa.Integer(), nullable=False),
        sa.Column("plan_cbm", sa.String(), nullable=False),
        sa.Column("prudent_kg", sa.String(), nullable=False),
        sa.Column("relative_cost", sa.String(), nullable=False),
        sa.Column("planned", sa.Boolean(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_container_size")),
    )
    op.create_index(op.f("ix_container_size_code"), "container_size", ["code"], unique=False)
    op.create_table(
        "conversation_choice",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("labels", sa.JSON(), nullable=False),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversation_choice")),
    )
    op.create_table(
        "conversation_label",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("group_id", sa.Text(), nullable=False),
        sa.Column("keeps", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_conversation_label")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "custom_field",
        sa.Column("record_type", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("label_zh", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("required", sa.Boolean(), nullable=False),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_custom_field")),
        sa.UniqueConstraint("record_type", "key", name=op.f("uq_custom_field_record_type_key")),
    )
    op.create_table(
        "exchange_rate",
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("home_currency", sa.Text(), nullable=False),
        sa.Column("rate_on", sa.Date(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("rate", sa.String(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("published_time", sa.Text(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exchange_rate")),
    )
    op.create_index(
        "ix_exchange_rate_pair",
        "exchange_rate",
        ["currency", "home_currency", "rate_on"],
        unique=False,
    )
    op.create_table(
        "freight_template",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("mode", sa.Text(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("port_of_loading", sa.Text(), nullable=False),
        sa.Column("carrier", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("minimum", sa.String(), nullable=True),
        sa.Column("premium_rate", sa.String(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_freight_template")),
    )
    op.create_table(
        "invitation_answer",
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("recurrence", sa.Text(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation_answer")),
        sa.UniqueConstraint("uid", "recurrence", name=op.f("uq_invitation_answer_uid_recurrence")),
    )
    op.create_table(
        "journal",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("unit_id", sa.String(length=36), nullable=False),
        sa.Column("hlc", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("record_type", sa.Text(), nullable=False),
        sa.Column("record_id", sa.Text(), nullable=False),
        sa.Column("operation", sa.Text(), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("undoes_unit", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal")),
    )
    op.create_index(op.f("ix_journal_hlc"), "journal", ["hlc"], unique=False)
    op.create_index("ix_journal_record", "journal", ["record_type", "record_id"], unique=False)
    op.create_index(op.f("ix_journal_unit_id"), "journal", ["unit_id"], unique=False)
    op.create_table(
        "long_write",
        sa.Column("unit_id", sa.String(length=36), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("written", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("begun_at", sa.DateTime(), nullable=False),
        sa.Column("taken_back", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("unit_id", name=op.f("pk_long_write")),
    )
    op.create_table(
        "mail_action",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=True),
        sa.Column("gesture", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("args", sa.JSON(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("not_before", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("created_at", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_action")),
    )
    op.create_index(op.f("ix_mail_action_gesture"), "mail_action", ["gesture"], unique=False)
    op.create_index(op.f("ix_mail_action_message_id"), "mail_action", ["message_id"], unique=False)
    op.create_index(op.f("ix_mail_action_state"), "mail_action", ["state"], unique=False)
    op.create_table(
        "message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Text(), nullable=True),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=True),
        sa.Column("head_sha", sa.Text(), nullable=False),
        sa.Column("body_state", sa.Text(), nullable=False),
        sa.Column("provider_thread", sa.Text(), nullable=False),
        sa.Column("thread_id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("from_name", sa.Text(), nullable=False),
        sa.Column("from_address", sa.Text(), nullable=False),
        sa.Column("date", sa.Integer(), nullable=True),
        sa.Column("sort_time", sa.Integer(), nullable=False),
        sa.Column("outbound", sa.Boolean(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("snippet", sa.Text(), nullable=False),
        sa.Column("attachment_count", sa.Integer(), nullable=False),
        sa.Column("in_reply_to", sa.Text(), nullable=False),
        sa.Column("seen", sa.Boolean(), nullable=False),
        sa.Column("flagged", sa.Boolean(), nullable=False),
        sa.Column("answered", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
    )
    op.create_index(op.f("ix_message_head_sha"), "message", ["head_sha"], unique=False)
    op.create_index(
        "ix_message_incomplete",
        "message",
        ["account_id", "sort_time"],
        unique=False,
        sqlite_where=sa.text("body_state != 'full'"),
    )
    op.create_index(op.f("ix_message_message_id"), "message", ["message_id"], unique=False)
    op.create_index(
        "ix_message_sha256",
        "message",
        ["sha256"],
        unique=True,
        sqlite_where=sa.text("sha256 IS NOT NULL"),
    )
    op.create_index("ix_message_sort_time", "message", ["sort_time", "id"], unique=False)
    op.create_index("ix_message_thread_time", "message", ["thread_id", "sort_time"], unique=False)
    op.create_index(
        "ix_message_unseen", "message", ["id"], unique=False, sqlite_where=sa.text("seen = 0")
    )
    op.create_table(
        "number_sequence",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("series", sa.Text(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "year", "series", name=op.f("pk_number_sequence")),
    )
    op.create_table(
        "oauth_client",
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("client_id", sa.Text(), nullable=False),
        sa.Column("client_secret", sa.Text(), nullable=False),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("endpoints", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("issuer", name=op.f("pk_oauth_client")),
    )
    op.create_table(
        "order_template",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("milestones", sa.JSON(), nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_template")),
    )
    op.create_table(
        "own_payment_terms",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("instalments", sa.JSON(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_own_payment_terms")),
    )
    op.create_table(
        "printed_picture",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_printed_picture")),
    )
    op.create_table(
        "product",
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("name_zh", sa.Text(), nullable=False),
        sa.Column("spelled", sa.Text(), nullable=False),
        sa.Column("description_en", sa.Text(), nullable=False),
        sa.Column("description_zh", sa.Text(), nullable=False),
        sa.Column("specification_en", sa.Text(), nullable=False),
        sa.Column("specification_zh", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("price", sa.String(), nullable=True),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("hs_code", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("moq", sa.Integer(), nullable=True),
        sa.Column("pcs_per_carton", sa.Integer(), nullable=True),
        sa.Column("carton_length_cm", sa.String(), nullable=True),
        sa.Column("carton_width_cm", sa.String(), nullable=True),
        sa.Column("carton_height_cm", sa.String(), nullable=True),
        sa.Column("net_weight_kg", sa.String(), nullable=True),
        sa.Column("gross_weight_kg", sa.String(), nullable=True),
        sa.Column("lead_time_days", sa.Integer(), nullable=True),
        sa.Column("barcode", sa.Text(), nullable=False),
        sa.Column("inner_pieces", sa.Integer(), nullable=True),
        sa.Column("floor_price", sa.String(), nullable=True),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("discontinued_on", sa.Date(), nullable=True),
        sa.Column("custom", sa.JSON(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product")),
        sa.UniqueConstraint("sku", name=op.f("uq_product_sku")),
    )
    op.create_table(
        "raw_piece",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("pack", sa.Integer(), nullable=False),
        sa.Column("offset", sa.BigInteger(), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_raw_piece")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "reading_choice",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reading_choice")),
        sa.UniqueConstraint("kind", "address", name=op.f("uq_reading_choice_kind_address")),
    )
    op.create_table(
        "template",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_template")),
    )
    op.create_index(op.f("ix_template_key"), "template", ["key"], unique=False)
    op.create_table(
        "thread_ref",
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("thread_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_thread_ref")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_thread_ref_thread_id"), "thread_ref", ["thread_id"], unique=False)
    op.create_table(
        "user",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("signature", sa.Text(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user")),
    )
    op.create_table(
        "warning_choice",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("party", sa.Text(), nullable=False),
        sa.Column("seen", sa.Text(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_warning_choice")),
        sa.UniqueConstraint(
            "kind", "party", "seen", name=op.f("uq_warning_choice_kind_party_seen")
        ),
    )
    op.create_table(
        "workspace",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("device_id", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workspace")),
    )
    op.create_table(
        "account_secret",
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.Column("password", sa.Text(), nullable=False),
        sa.Column("smtp_password", sa.Text(), nullable=False),
        sa.Column("tokens", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_account_secret_account_id_account"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_account_secret")),
    )
    op.create_table(
        "account_use",
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("retry_at", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("connections", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_account_use_account_id_account"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_account_use")),
    )
    op.create_table(
        "attachment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("filename", sa.Text(), nullable=False),
        sa.Column("content_type", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("content_id", sa.Text(), nullable=False),
        sa.Column("inline", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["message_id"],
            ["message.id"],
            name=op.f("fk_attachment_message_id_message"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
    )
    op.create_index(op.f("ix_attachment_message_id"), "attachment", ["message_id"], unique=False)
    op.create_table(
        "bank_account",
        sa.Column("seller_id", sa.String(length=36), nullable=True),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("beneficiary", sa.Text(), nullable=False),
        sa.Column("beneficiary_address", sa.Text(), nullable=False),
        sa.Column("bank", sa.Text(), nullable=False),
        sa.Column("bank_address", sa.Text(), nullable=False),
        sa.Column("swift", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("iban", sa.Text(), nullable=False),
        sa.Column("intermediary_bank", sa.Text(), nullable=False),
        sa.Column("intermediary_swift", sa.Text(), nullable=False),
        sa.Column("intermediary_account", sa.Text(), nullable=False),
        sa.Column("locked_at", sa.DateTime(), nullable=True),
        sa.Column("unlock_reason", sa.Text(), nullable=False),
        sa.Column("charges", sa.Text(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["seller_id"],
            ["company_profile.id"],
            name=op.f("fk_bank_account_seller_id_company_profile"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_account")),
    )
    op.create_index(op.f("ix_bank_account_seller_id"), "bank_account", ["seller_id"], unique=False)
    op.create_table(
        "bank_sighting",
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("party", sa.Text(), nullable=False),
        sa.Column("at", sa.Integer(), nullable=False),
        sa.Column("attached", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["message_id"],
            ["message.id"],
            name=op.f("fk_bank_sighting_message_id_message"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("message_id", "kind", "value", name=op.f("pk_bank_sighting")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_bank_sighting_party", "bank_sighting", ["party", "at"], unique=False)
    op.create_table(
        "customer",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_zh", sa.Text(), nullable=False),
        sa.Column("spelled", sa.Text(), nullable=False),
        sa.Column("is_person", sa.Boolean(), nullable=False),
        sa.Column("industry", sa.Text(), nullable=False),
        sa.Column("founded_on", sa.Date(), nullable=True),
        sa.Column("employees", sa.Integer(), nullable=True),
        sa.Column("annual_turnover", sa.String(), nullable=True),
        sa.Column("turnover_currency", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("city", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("time_zone", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("website", sa.Text(), nullable=False),
        sa.Column("tax_id", sa.Text(), nullable=False),
        sa.Column("background", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("tags", sa.JSON(), nullable=False),
        sa.Column("owner_id", sa.String(length=36), nullable=True),
        sa.Column("grade", sa.Text(), nullable=False),
        sa.Column("grade_by_hand", sa.Boolean(), nullable=False),
        sa.Column("grade_reason", sa.Text(), nullable=False),
        sa.Column("relationship_stage", sa.Text(), nullable=False),
        sa.Column("relationship_by_hand", sa.Boolean(), nullable=False),
        sa.Column("first_contact_at", sa.DateTime(), nullable=True),
        sa.Column("next_action", sa.Text(), nullable=False),
        sa.Column("incoterm", sa.Text(), nullable=False),
        sa.Column("incoterm_place", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("payment_terms", sa.Text(), nullable=False),
        sa.Column("deposit_percent", sa.String(), nullable=True),
        sa.Column("credit_rating", sa.Text(), nullable=False),
        sa.Column("explicit_needs", sa.Text(), nullable=False),
        sa.Column("latent_needs", sa.Text(), nullable=False),
        sa.Column("preferences", sa.Text(), nullable=False),
        sa.Column("strategic_notes", sa.Text(), nullable=False),
        sa.Column("expansion_plan", sa.Text(), nullable=False),
        sa.Column("risk_points", sa.Text(), nullable=False),
        sa.Column("risk_measures", sa.Text(), nullable=False),
        sa.Column("culture_memo", sa.Text(), nullable=False),
        sa.Column("shipping_mark", sa.Text(), nullable=False),
        sa.Column("port_of_destination", sa.Text(), nullable=False),
        sa.Column("primary_channel", sa.Text(), nullable=False),
        sa.Column("satisfaction", sa.String(), nullable=True),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("custom", sa.JSON(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["owner_id"], ["user.id"], name=op.f("fk_customer_owner_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer")),
    )
    op.create_index(op.f("ix_customer_country"), "customer", ["country"], unique=False)
    op.create_index(op.f("ix_customer_name"), "customer", ["name"], unique=False)
    op.create_table(
        "document_template",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("seller_id", sa.String(length=36), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.Column("layout", sa.JSON(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["seller_id"],
            ["company_profile.id"],
            name=op.f("fk_document_template_seller_id_company_profile"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_template")),
    )
    op.create_index(op.f("ix_document_template_kind"), "document_template", ["kind"], unique=False)
    op.create_table(
        "export_tax_rate",
        sa.Column("hs_code", sa.Text(), nullable=False),
        sa.Column("product_id", sa.String(length=36), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("vat_rate", sa.String(), nullable=True),
        sa.Column("rebate_rate", sa.String(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("fk_export_tax_rate_product_id_product")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_export_tax_rate")),
    )
    op.create_index(
        op.f("ix_export_tax_rate_hs_code"), "export_tax_rate", ["hs_code"], unique=False
    )
    op.create_index(
        op.f("ix_export_tax_rate_product_id"), "export_tax_rate", ["product_id"], unique=False
    )
    op.create_table(
        "folder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=True),
        sa.Column("wire_name", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("selectable", sa.Boolean(), nullable=False),
        sa.Column("synced", sa.Boolean(), nullable=False),
        sa.Column("chosen", sa.Boolean(), nullable=True),
        sa.Column("keep", sa.Text(), nullable=False),
        sa.Column("delimiter", sa.Text(), nullable=False),
        sa.Column("uidvalidity", sa.BigInteger(), nullable=False),
        sa.Column("uidnext", sa.BigInteger(), nullable=False),
        sa.Column("highestmodseq", sa.BigInteger(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("unseen", sa.Integer(), nullable=False),
        sa.Column("unlisted", sa.Integer(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("last_full_at", sa.Integer(), nullable=True),
        sa.Column("error", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_folder_account_id_account"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_folder")),
        sa.UniqueConstraint("account_id", "wire_name", name=op.f("uq_folder_account_id_wire_name")),
    )
    op.create_table(
        "freight_rate",
        sa.Column("template_id", sa.String(length=36), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("port", sa.Text(), nullable=False),
        sa.Column("container", sa.Text(), nullable=False),
        sa.Column("from_quantity", sa.String(), nullable=False),
        sa.Column("amount", sa.String(), nullable=False),
        sa.Column("destination_costs", sa.String(), nullable=True),
        sa.Column("transit_days", sa.Integer(), nullable=True),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["template_id"],
            ["freight_template.id"],
            name=op.f("fk_freight_rate_template_id_freight_template"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_freight_rate")),
    )
    op.create_index(
        op.f("ix_freight_rate_template_id"), "freight_rate", ["template_id"], unique=False
    )
    op.create_table(
        "message_address",
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["message_id"],
            ["message.id"],
            name=op.f("fk_message_address_message_id_message"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("message_id", "position", name=op.f("pk_message_address")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_message_address_address"), "message_address", ["address"], unique=False
    )
    op.create_table(
        "message_text",
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("has_html", sa.Boolean(), nullable=False),
        sa.Column("headers", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["message_id"],
            ["message.id"],
            name=op.f("fk_message_text_message_id_message"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_message_text")),
    )
    op.create_table(
        "message_warning",
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("severity", sa.Text(), nullable=False),
        sa.Column("party", sa.Text(), nullable=False),
        sa.Column("seen", sa.Text(), nullable=False),
        sa.Column("expected", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["message_id"],
            ["message.id"],
            name=op.f("fk_message_warning_message_id_message"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("message_id", "kind", name=op.f("pk_message_warning")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_message_warning_party", "message_warning", ["party"], unique=False)
    op.create_table(
        "outbox",
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("recipients", sa.JSON(), nullable=False),
        sa.Column("draft", sa.JSON(), nullable=False),
        sa.Column("mime", sa.LargeBinary(), nullable=True),
        sa.Column("thread_id", sa.Integer(), nullable=True),
        sa.Column("in_reply_to", sa.Integer(), nullable=True),
        sa.Column("customer_id", sa.Text(), nullable=True),
        sa.Column("quote_id", sa.Text(), nullable=True),
        sa.Column("template_name", sa.Text(), nullable=False),
        sa.Column("follow_up_days", sa.Integer(), nullable=True),
        sa.Column("not_before", sa.DateTime(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("accepted_at", sa.DateTime(), nullable=True),
        sa.Column("filed_at", sa.DateTime(), nullable=True),
        sa.Column("error_code", sa.Text(), nullable=False),
        sa.Column("dsn", sa.Boolean(), nullable=False),
        sa.Column("scheduled", sa.Text(), nullable=False),
        sa.Column("server_draft", sa.JSON(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_outbox_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
    )
    op.create_index(op.f("ix_outbox_message_id"), "outbox", ["message_id"], unique=False)
    op.create_index(op.f("ix_outbox_state"), "outbox", ["state"], unique=False)
    op.create_table(
        "product_box",
        sa.Column("product_id", sa.String(length=36), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("pieces", sa.Integer(), nullable=False),
        sa.Column("length_cm", sa.String(), nullable=False),
        sa.Column("width_cm", sa.String(), nullable=False),
        sa.Column("height_cm", sa.String(), nullable=False),
        sa.Column("net_kg", sa.String(), nullable=False),
        sa.Column("gross_kg", sa.String(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("fk_product_box_product_id_product")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product_box")),
    )
    op.create_index(op.f("ix_product_box_product_id"), "product_box", ["product_id"], unique=False)
    op.create_table(
        "product_certificate",
        sa.Column("product_id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("issued_by", sa.Text(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("fk_product_certificate_product_id_product")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product_certificate")),
    )
    op.create_index(
        op.f("ix_product_certificate_product_id"),
        "product_certificate",
        ["product_id"],
        unique=False,
    )
    op.create_table(
        "product_cost",
        sa.Column("product_id", sa.String(length=36), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("cost", sa.String(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("supplier", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("fk_product_cost_product_id_product")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product_cost")),
    )
    op.create_index(
        op.f("ix_product_cost_product_id"), "product_cost", ["product_id"], unique=False
    )
    op.create_table(
        "product_picture",
        sa.Column("product_id", sa.String(length=36), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("caption", sa.Text(), nullable=False),
        sa.Column("source_hash", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("thumbnail", sa.LargeBinary(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("fk_product_picture_product_id_product")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product_picture")),
    )
    op.create_index(
        op.f("ix_product_picture_product_id"), "product_picture", ["product_id"], unique=False
    )
    op.create_table(
        "product_text",
        sa.Column("product_id", sa.String(length=36), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("specification", sa.Text(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("fk_product_text_product_id_product")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product_text")),
        sa.UniqueConstraint(
            "product_id", "language", name=op.f("uq_product_text_product_id_language")
        ),
    )
    op.create_index(
        op.f("ix_product_text_product_id"), "product_text", ["product_id"], unique=False
    )
    op.create_table(
        "product_unit",
        sa.Column("product_id", sa.String(length=36), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("contains", sa.String(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("fk_product_unit_product_id_product")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product_unit")),
        sa.UniqueConstraint("product_id", "unit", name=op.f("uq_product_unit_product_id_unit")),
    )
    op.create_index(
        op.f("ix_product_unit_product_id"), "product_unit", ["product_id"], unique=False
    )
    op.create_table(
        "unplaced",
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("at", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["message_id"],
            ["message.id"],
            name=op.f("fk_unplaced_message_id_message"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_unplaced")),
    )
    op.create_index(op.f("ix_unplaced_account_id"), "unplaced", ["account_id"], unique=False)
    op.create_table(
        "buyer_item_code",
        sa.Column("customer_id", sa.String(length=36), nullable=False),
        sa.Column("product_id", sa.String(length=36), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name=op.f("fk_buyer_item_code_customer_id_customer")
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("fk_buyer_item_code_product_id_product")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_buyer_item_code")),
        sa.UniqueConstraint(
            "customer_id", "product_id", name=op.f("uq_buyer_item_code_customer_id_product_id")
        ),
    )
    op.create_index(op.f("ix_buyer_item_code_code"), "buyer_item_code", ["code"], unique=False)
    op.create_index(
        op.f("ix_buyer_item_code_customer_id"), "buyer_item_code", ["customer_id"], unique=False
    )
    op.create_index(
        op.f("ix_buyer_item_code_product_id"), "buyer_item_code", ["product_id"], unique=False
    )
    op.create_table(
        "complaint",
        sa.Column("customer_id", sa.String(length=36), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("thread_id", sa.Integer(), nullable=True),
        sa.Column("order_id", sa.Text(), nullable=True),
        sa.Column("received_at", sa.DateTime(), nullable=False),
        sa.Column("answered_at", sa.DateTime(), nullable=True),
        sa.Column("solved_at", sa.DateTime(), nullable=True),
        sa.Column("solution", sa.Text(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("prevention", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name=op.f("fk_complaint_customer_id_customer")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint")),
    )
    op.create_index(op.f("ix_complaint_customer_id"), "complaint", ["customer_id"], unique=False)
    op.create_table(
        "contact",
        sa.Column("customer_id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("spelled", sa.Text(), nullable=False),
        sa.Column("first_name", sa.Text(), nullable=False),
        sa.Column("last_name", sa.Text(), nullable=False),
        sa.Column("salutation", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("is_key", sa.Boolean(), nullable=False),
        sa.Column("decision_role", sa.Text(), nullable=False),
        sa.Column("birthday", sa.Date(), nullable=True),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("custom", sa.JSON(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name=op.f("fk_contact_customer_id_customer")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact")),
    )
    op.create_index(op.f("ix_contact_customer_id"), "contact", ["customer_id"], unique=False)
    op.create_table(
        "customer_domain",
        sa.Column("customer_id", sa.String(length=36), nullable=False),
        sa.Column("domain", sa.Text(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name=op.f("fk_customer_domain_customer_id_customer")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_domain")),
    )
    op.create_index(
        op.f("ix_customer_domain_customer_id"), "customer_domain", ["customer_id"], unique=False
    )
    op.create_index(op.f("ix_customer_domain_domain"), "customer_domain", ["domain"], unique=False)
    op.create_table(
        "deal",
        sa.Column("customer_id", sa.String(length=36), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("amount", sa.String(), nullable=True),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("thread_id", sa.Integer(), nullable=True),
        sa.Column("stage_since", sa.DateTime(), nullable=False),
        sa.Column("expected_on", sa.Date(), nullable=True),
        sa.Column("lost_reason", sa.Text(), nullable=False),
        sa.Column("custom", sa.JSON(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name=op.f("fk_deal_customer_id_customer")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deal")),
    )
    op.create_index(op.f("ix_deal_customer_id"), "deal", ["customer_id"], unique=False)
    op.create_index(op.f("ix_deal_stage"), "deal", ["stage"], unique=False)
    op.create_index(op.f("ix_deal_thread_id"), "deal", ["thread_id"], unique=False)
    op.create_table(
        "inquiry",
        sa.Column("customer_id", sa.String(length=36), nullable=True),
        sa.Column("thread_id", sa.Integer(), nullable=True),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("product", sa.Text(), nullable=False),
        sa.Column("quantity", sa.Text(), nullable=False),
        sa.Column("requirements", sa.Text(), nullable=False),
        sa.Column("received_at", sa.DateTime(), nullable=False),
        sa.Column("is_valid", sa.Boolean(), nullable=True),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name=op.f("fk_inquiry_customer_id_customer")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inquiry")),
    )
    op.create_index(op.f("ix_inquiry_customer_id"), "inquiry", ["customer_id"], unique=False)
    op.create_table(
        "placement",
        sa.Column("folder_id", sa.Integer(), nullable=False),
        sa.Column("uidvalidity", sa.BigInteger(), nullable=False),
        sa.Column("uid", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("flags", sa.Text(), nullable=False),
        sa.Column("modseq", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["folder_id"],
            ["folder.id"],
            name=op.f("fk_placement_folder_id_folder"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["message_id"],
            ["message.id"],
            name=op.f("fk_placement_message_id_message"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("folder_id", "uidvalidity", "uid", name=op.f("pk_placement")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_placement_message", "placement", ["message_id"], unique=False)
    op.create_table(
        "price_list",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("incoterm", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.String(length=36), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name=op.f("fk_price_list_customer_id_customer")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_price_list")),
    )
    op.create_index(op.f("ix_price_list_customer_id"), "price_list", ["customer_id"], unique=False)
    op.create_table(
        "quarantine",
        sa.Column("folder_id", sa.Integer(), nullable=False),
        sa.Column("uidvalidity", sa.BigInteger(), nullable=False),
        sa.Column("uid", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("at", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["folder_id"],
            ["folder.id"],
            name=op.f("fk_quarantine_folder_id_folder"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("folder_id", "uidvalidity", "uid", name=op.f("pk_quarantine")),
    )
    op.create_table(
        "sample",
        sa.Column("customer_id", sa.String(length=36), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("courier", sa.Text(), nullable=False),
        sa.Column("tracking_number", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("sent_at", sa.DateTime(), nullable=True),
        sa.Column("delivered_at", sa.DateTime(), nullable=True),
        sa.Column("feedback", sa.Text(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name=op.f("fk_sample_customer_id_customer")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sample")),
    )
    op.create_index(op.f("ix_sample_customer_id"), "sample", ["customer_id"], unique=False)
    op.create_table(
        "thread_link_choice",
        sa.Column("root_message_id", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.String(length=36), nullable=True),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customer.id"],
            name=op.f("fk_thread_link_choice_customer_id_customer"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_thread_link_choice")),
        sa.UniqueConstraint("root_message_id", name=op.f("uq_thread_link_choice_root_message_id")),
    )
    op.create_table(
        "activity",
        sa.Column("customer_id", sa.String(length=36), nullable=False),
        sa.Column("contact_id", sa.String(length=36), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("solution", sa.Text(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("is_substantive", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name=op.f("fk_activity_contact_id_contact")
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name=op.f("fk_activity_customer_id_customer")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity")),
    )
    op.create_index(op.f("ix_activity_customer_id"), "activity", ["customer_id"], unique=False)
    op.create_table(
        "contact_point",
        sa.Column("contact_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("normalized", sa.Text(), nullable=False),
        sa.Column("is_primary", sa.Boolean(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name=op.f("fk_contact_point_contact_id_contact")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_point")),
    )
    op.create_index(
        op.f("ix_contact_point_contact_id"), "contact_point", ["contact_id"], unique=False
    )
    op.create_index(
        "ix_contact_point_kind_normalized", "contact_point", ["kind", "normalized"], unique=False
    )
    op.create_table(
        "follow_up",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("due", sa.DateTime(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.String(length=36), nullable=True),
        sa.Column("contact_id", sa.String(length=36), nullable=True),
        sa.Column("thread_id", sa.Integer(), nullable=True),
        sa.Column("quote_id", sa.Text(), nullable=True),
        sa.Column("outbox_id", sa.Text(), nullable=True),
        sa.Column("started_at", sa.DateTime(), nullable=True),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.Column("closed_reason", sa.Text(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name=op.f("fk_follow_up_contact_id_contact")
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name=op.f("fk_follow_up_customer_id_customer")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_up")),
    )
    op.create_index(op.f("ix_follow_up_customer_id"), "follow_up", ["customer_id"], unique=False)
    op.create_index("ix_follow_up_state_due", "follow_up", ["state", "due"], unique=False)
    op.create_index(op.f("ix_follow_up_thread_id"), "follow_up", ["thread_id"], unique=False)
    op.create_table(
        "price_tier",
        sa.Column("price_list_id", sa.String(length=36), nullable=True),
        sa.Column("product_id", sa.String(length=36), nullable=False),
        sa.Column("min_quantity", sa.String(), nullable=False),
        sa.Column("unit_price", sa.String(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["price_list_id"],
            ["price_list.id"],
            name=op.f("fk_price_tier_price_list_id_price_list"),
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("fk_price_tier_product_id_product")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_price_tier")),
        sa.UniqueConstraint(
            "price_list_id",
            "product_id",
            "min_quantity",
            name=op.f("uq_price_tier_price_list_id_product_id_min_quantity"),
        ),
    )
    op.create_index(
        op.f("ix_price_tier_price_list_id"), "price_tier", ["price_list_id"], unique=False
    )
    op.create_index(op.f("ix_price_tier_product_id"), "price_tier", ["product_id"], unique=False)
    op.create_table(
        "quote",
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.Column("revision_note", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("state_note", sa.Text(), nullable=False),
        sa.Column("sent_at", sa.DateTime(), nullable=True),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("approved_at", sa.DateTime(), nullable=True),
        sa.Column("approved_by", sa.Text(), nullable=False),
        sa.Column("approval_reason", sa.Text(), nullable=False),
        sa.Column("approval_asked_by", sa.Text(), nullable=False),
        sa.Column("lost_reason", sa.Text(), nullable=False),
        sa.Column("custom", sa.JSON(), nullable=False),
        sa.Column("customer_id", sa.String(length=36), nullable=False),
        sa.Column("contact_id", sa.String(length=36), nullable=True),
        sa.Column("thread_id", sa.Integer(), nullable=True),
        sa.Column("deal_id", sa.Text(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("rate", sa.String(), nullable=True),
        sa.Column("rate_currency", sa.Text(), nullable=False),
        sa.Column("rate_on", sa.Date(), nullable=True),
        sa.Column("incoterm", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("port_of_loading", sa.Text(), nullable=False),
        sa.Column("transport_mode", sa.Text(), nullable=False),
        sa.Column("payment_terms", sa.Text(), nullable=False),
        sa.Column("lead_time", sa.Text(), nullable=False),
        sa.Column("buyer_reference", sa.Text(), nullable=False),
        sa.Column("freight", sa.String(), nullable=True),
        sa.Column("insurance", sa.String(), nullable=True),
        sa.Column("freight_included", sa.Boolean(), nullable=False),
        sa.Column("other_charges", sa.JSON(), nullable=False),
        sa.Column("discount", sa.String(), nullable=True),
        sa.Column("discount_percent", sa.String(), nullable=True),
        sa.Column("remarks", sa.Text(), nullable=False),
        sa.Column("internal_notes", sa.Text(), nullable=False),
        sa.Column("seller_id", sa.String(length=36), nullable=True),
        sa.Column("price_list_id", sa.String(length=36), nullable=True),
        sa.Column("rate_source", sa.Text(), nullable=False),
        sa.Column("rate_margin_percent", sa.String(), nullable=False),
        sa.Column("instalments", sa.JSON(), nullable=False),
        sa.Column("known_freight", sa.String(), nullable=True),
        sa.Column("known_insurance", sa.String(), nullable=True),
        sa.Column("known_place", sa.Text(), nullable=False),
        sa.Column("freight_template_id", sa.String(length=36), nullable=True),
        sa.Column("freight_by_hand", sa.Boolean(), nullable=False),
        sa.Column("spread_by", sa.Text(), nullable=False),
        sa.Column("premium_rate", sa.String(), nullable=True),
        sa.Column("insured_plus", sa.String(), nullable=False),
        sa.Column("domestic_costs", sa.String(), nullable=True),
        sa.Column("destination_costs", sa.String(), nullable=True),
        sa.Column("duty_rate", sa.String(), nullable=True),
        sa.Column("import_vat_rate", sa.String(), nullable=True),
        sa.Column("clearance_costs", sa.String(), nullable=True),
        sa.Column("bank_share", sa.String(), nullable=False),
        sa.Column("commission_share", sa.String(), nullable=False),
        sa.Column("refund_mode", sa.Text(), nullable=False),
        sa.Column("container_mix", sa.JSON(), nullable=False),
        sa.Column("container_rates", sa.JSON(), nullable=False),
        sa.Column("mixed_cartons", sa.JSON(), nullable=False),
        sa.Column("destination", sa.Text(), nullable=False),
        sa.Column("destination_country", sa.Text(), nullable=False),
        sa.Column("shipping_marks", sa.Text(), nullable=False),
        sa.Column("partial_shipment", sa.Boolean(), nullable=True),
        sa.Column("transhipment", sa.Boolean(), nullable=True),
        sa.Column("tolerance_percent", sa.String(), nullable=True),
        sa.Column("clauses", sa.JSON(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name=op.f("fk_quote_contact_id_contact")
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name=op.f("fk_quote_customer_id_customer")
        ),
        sa.ForeignKeyConstraint(
            ["freight_template_id"],
            ["freight_template.id"],
            name=op.f("fk_quote_freight_template_id_freight_template"),
        ),
        sa.ForeignKeyConstraint(
            ["price_list_id"], ["price_list.id"], name=op.f("fk_quote_price_list_id_price_list")
        ),
        sa.ForeignKeyConstraint(
            ["seller_id"], ["company_profile.id"], name=op.f("fk_quote_seller_id_company_profile")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quote")),
        sa.UniqueConstraint("number", "revision", name=op.f("uq_quote_number_revision")),
    )
    op.create_index(op.f("ix_quote_customer_id"), "quote", ["customer_id"], unique=False)
    op.create_index(op.f("ix_quote_number"), "quote", ["number"], unique=False)
    op.create_index(op.f("ix_quote_state"), "quote", ["state"], unique=False)
    op.create_table(
        "thread",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("root_message_id", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("snippet", sa.Text(), nullable=False),
        sa.Column("people", sa.Text(), nullable=False),
        sa.Column("message_count", sa.Integer(), nullable=False),
        sa.Column("unread_count", sa.Integer(), nullable=False),
        sa.Column("has_attachments", sa.Boolean(), nullable=False),
        sa.Column("first_time", sa.Integer(), nullable=False),
        sa.Column("last_time", sa.Integer(), nullable=False),
        sa.Column("last_in_time", sa.Integer(), nullable=False),
        sa.Column("last_out_time", sa.Integer(), nullable=False),
        sa.Column("last_message_id", sa.Integer(), nullable=True),
        sa.Column("in_inbox", sa.Boolean(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.String(length=36), nullable=True),
        sa.Column("contact_id", sa.String(length=36), nullable=True),
        sa.Column("link_reason", sa.Text(), nullable=False),
        sa.Column("link_confidence", sa.Integer(), nullable=False),
        sa.Column("link_detail", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"],
            ["contact.id"],
            name=op.f("fk_thread_contact_id_contact"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customer.id"],
            name=op.f("fk_thread_customer_id_customer"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_thread")),
    )
    op.create_index("ix_thread_customer_last", "thread", ["customer_id", "last_time"], unique=False)
    op.create_index("ix_thread_last_time", "thread", ["last_time", "id"], unique=False)
    op.create_index(op.f("ix_thread_root_message_id"), "thread", ["root_message_id"], unique=False)
    op.create_table(
        "quote_answer",
        sa.Column("quote_id", sa.String(length=36), nullable=False),
        sa.Column("message_header_id", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=True),
        sa.Column("thread_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.DateTime(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["quote_id"], ["quote.id"], name=op.f("fk_quote_answer_quote_id_quote")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quote_answer")),
        sa.UniqueConstraint(
            "quote_id", "message_header_id", name=op.f("uq_quote_answer_quote_id_message_header_id")
        ),
    )
    op.create_index(
        op.f("ix_quote_answer_message_header_id"),
        "quote_answer",
        ["message_header_id"],
        unique=False,
    )
    op.create_index(op.f("ix_quote_answer_quote_id"), "quote_answer", ["quote_id"], unique=False)
    op.create_index(op.f("ix_quote_answer_state"), "quote_answer", ["state"], unique=False)
    op.create_index(op.f("ix_quote_answer_thread_id"), "quote_answer", ["thread_id"], unique=False)
    op.create_table(
        "quote_line",
        sa.Column("quote_id", sa.String(length=36), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("line_key", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("is_optional", sa.Boolean(), nullable=False),
        sa.Column("is_free", sa.Boolean(), nullable=False),
        sa.Column("buyer_item_code", sa.Text(), nullable=False),
        sa.Column("product_id", sa.String(length=36), nullable=True),
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("name_zh", sa.Text(), nullable=False),
        sa.Column("description_en", sa.Text(), nullable=False),
        sa.Column("description_zh", sa.Text(), nullable=False),
        sa.Column("hs_code", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("quantity", sa.String(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("unit_price", sa.String(), nullable=False),
        sa.Column("list_price", sa.String(), nullable=True),
        sa.Column("base_price", sa.String(), nullable=True),
        sa.Column("floor_price", sa.String(), nullable=True),
        sa.Column("moq", sa.String(), nullable=True),
        sa.Column("price_source", sa.Text(), nullable=False),
        sa.Column("discount_percent", sa.String(), nullable=False),
        sa.Column("cost", sa.String(), nullable=True),
        sa.Column("cost_currency", sa.Text(), nullable=False),
        sa.Column("cost_on", sa.Date(), nullable=True),
        sa.Column("domestic_cost", sa.String(), nullable=True),
        sa.Column("vat_rate", sa.String(), nullable=True),
        sa.Column("rebate_rate", sa.String(), nullable=True),
        sa.Column("pcs_per_carton", sa.Integer(), nullable=True),
        sa.Column("carton_length_cm", sa.String(), nullable=True),
        sa.Column("carton_width_cm", sa.String(), nullable=True),
        sa.Column("carton_height_cm", sa.String(), nullable=True),
        sa.Column("net_weight_kg", sa.String(), nullable=True),
        sa.Column("gross_weight_kg", sa.String(), nullable=True),
        sa.Column("inner_pieces", sa.Integer(), nullable=True),
        sa.Column("more_boxes", sa.JSON(), nullable=False),
        sa.Column("texts", sa.JSON(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("fk_quote_line_product_id_product")
        ),
        sa.ForeignKeyConstraint(
            ["quote_id"], ["quote.id"], name=op.f("fk_quote_line_quote_id_quote")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quote_line")),
    )
    op.create_index(op.f("ix_quote_line_quote_id"), "quote_line", ["quote_id"], unique=False)
    op.create_table(
        "sales_order",
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("quote_id", sa.String(length=36), nullable=True),
        sa.Column("total", sa.String(), nullable=False),
        sa.Column("milestone", sa.Text(), nullable=False),
        sa.Column("progress_percent", sa.Integer(), nullable=False),
        sa.Column("milestones", sa.JSON(), nullable=False),
        sa.Column("ordered_at", sa.DateTime(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("contract_number", sa.Text(), nullable=False),
        sa.Column("signed_at_place", sa.Text(), nullable=False),
        sa.Column("consignee", sa.Text(), nullable=False),
        sa.Column("notify_party", sa.Text(), nullable=False),
        sa.Column("place_of_receipt", sa.Text(), nullable=False),
        sa.Column("pre_carriage", sa.Text(), nullable=False),
        sa.Column("port_of_discharge", sa.Text(), nullable=False),
        sa.Column("final_destination", sa.Text(), nullable=False),
        sa.Column("vessel", sa.Text(), nullable=False),
        sa.Column("voyage", sa.Text(), nullable=False),
        sa.Column("bl_number", sa.Text(), nullable=False),
        sa.Column("bl_date", sa.Date(), nullable=True),
        sa.Column("latest_shipment", sa.Date(), nullable=True),
        sa.Column("etd", sa.Date(), nullable=True),
        sa.Column("eta", sa.Date(), nullable=True),
        sa.Column("boxes", sa.JSON(), nullable=False),
        sa.Column("insured_amount", sa.String(), nullable=True),
        sa.Column("insured_on", sa.Date(), nullable=True),
        sa.Column("letter_of_credit", sa.JSON(), nullable=False),
        sa.Column("originals", sa.Integer(), nullable=True),
        sa.Column("cancelled_on", sa.Date(), nullable=True),
        sa.Column("cancel_reason", sa.Text(), nullable=False),
        sa.Column("custom", sa.JSON(), nullable=False),
        sa.Column("customer_id", sa.String(length=36), nullable=False),
        sa.Column("contact_id", sa.String(length=36), nullable=True),
        sa.Column("thread_id", sa.Integer(), nullable=True),
        sa.Column("deal_id", sa.Text(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("rate", sa.String(), nullable=True),
        sa.Column("rate_currency", sa.Text(), nullable=False),
        sa.Column("rate_on", sa.Date(), nullable=True),
        sa.Column("incoterm", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("port_of_loading", sa.Text(), nullable=False),
        sa.Column("transport_mode", sa.Text(), nullable=False),
        sa.Column("payment_terms", sa.Text(), nullable=False),
        sa.Column("lead_time", sa.Text(), nullable=False),
        sa.Column("buyer_reference", sa.Text(), nullable=False),
        sa.Column("freight", sa.String(), nullable=True),
        sa.Column("insurance", sa.String(), nullable=True),
        sa.Column("freight_included", sa.Boolean(), nullable=False),
        sa.Column("other_charges", sa.JSON(), nullable=False),
        sa.Column("discount", sa.String(), nullable=True),
        sa.Column("discount_percent", sa.String(), nullable=True),
        sa.Column("remarks", sa.Text(), nullable=False),
        sa.Column("internal_notes", sa.Text(), nullable=False),
        sa.Column("seller_id", sa.String(length=36), nullable=True),
        sa.Column("price_list_id", sa.String(length=36), nullable=True),
        sa.Column("rate_source", sa.Text(), nullable=False),
        sa.Column("rate_margin_percent", sa.String(), nullable=False),
        sa.Column("instalments", sa.JSON(), nullable=False),
        sa.Column("known_freight", sa.String(), nullable=True),
        sa.Column("known_insurance", sa.String(), nullable=True),
        sa.Column("known_place", sa.Text(), nullable=False),
        sa.Column("freight_template_id", sa.String(length=36), nullable=True),
        sa.Column("freight_by_hand", sa.Boolean(), nullable=False),
        sa.Column("spread_by", sa.Text(), nullable=False),
        sa.Column("premium_rate", sa.String(), nullable=True),
        sa.Column("insured_plus", sa.String(), nullable=False),
        sa.Column("domestic_costs", sa.String(), nullable=True),
        sa.Column("destination_costs", sa.String(), nullable=True),
        sa.Column("duty_rate", sa.String(), nullable=True),
        sa.Column("import_vat_rate", sa.String(), nullable=True),
        sa.Column("clearance_costs", sa.String(), nullable=True),
        sa.Column("bank_share", sa.String(), nullable=False),
        sa.Column("commission_share", sa.String(), nullable=False),
        sa.Column("refund_mode", sa.Text(), nullable=False),
        sa.Column("container_mix", sa.JSON(), nullable=False),
        sa.Column("container_rates", sa.JSON(), nullable=False),
        sa.Column("mixed_cartons", sa.JSON(), nullable=False),
        sa.Column("destination", sa.Text(), nullable=False),
        sa.Column("destination_country", sa.Text(), nullable=False),
        sa.Column("shipping_marks", sa.Text(), nullable=False),
        sa.Column("partial_shipment", sa.Boolean(), nullable=True),
        sa.Column("transhipment", sa.Boolean(), nullable=True),
        sa.Column("tolerance_percent", sa.String(), nullable=True),
        sa.Column("clauses", sa.JSON(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name=op.f("fk_sales_order_contact_id_contact")
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name=op.f("fk_sales_order_customer_id_customer")
        ),
        sa.ForeignKeyConstraint(
            ["freight_template_id"],
            ["freight_template.id"],
            name=op.f("fk_sales_order_freight_template_id_freight_template"),
        ),
        sa.ForeignKeyConstraint(
            ["price_list_id"],
            ["price_list.id"],
            name=op.f("fk_sales_order_price_list_id_price_list"),
        ),
        sa.ForeignKeyConstraint(
            ["quote_id"], ["quote.id"], name=op.f("fk_sales_order_quote_id_quote")
        ),
        sa.ForeignKeyConstraint(
            ["seller_id"],
            ["company_profile.id"],
            name=op.f("fk_sales_order_seller_id_company_profile"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sales_order")),
        sa.UniqueConstraint("number", name=op.f("uq_sales_order_number")),
    )
    op.create_index(
        op.f("ix_sales_order_customer_id"), "sales_order", ["customer_id"], unique=False
    )
    op.create_index(op.f("ix_sales_order_milestone"), "sales_order", ["milestone"], unique=False)
    op.create_table(
        "issued_document",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("quote_id", sa.String(length=36), nullable=True),
        sa.Column("order_id", sa.String(length=36), nullable=True),
        sa.Column("customer_id", sa.String(length=36), nullable=True),
        sa.Column("issued_at", sa.DateTime(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("snapshot", sa.JSON(), nullable=False),
        sa.Column("seller_id", sa.String(length=36), nullable=True),
        sa.Column("template_id", sa.Text(), nullable=False),
        sa.Column("change_reason", sa.Text(), nullable=False),
        sa.Column("source", sa.JSON(), nullable=False),
        sa.Column("superseded_at", sa.DateTime(), nullable=True),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name=op.f("fk_issued_document_customer_id_customer")
        ),
        sa.ForeignKeyConstraint(
            ["order_id"], ["sales_order.id"], name=op.f("fk_issued_document_order_id_sales_order")
        ),
        sa.ForeignKeyConstraint(
            ["quote_id"], ["quote.id"], name=op.f("fk_issued_document_quote_id_quote")
        ),
        sa.ForeignKeyConstraint(
            ["seller_id"],
            ["company_profile.id"],
            name=op.f("fk_issued_document_seller_id_company_profile"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_issued_document")),
        sa.UniqueConstraint(
            "kind",
            "number",
            "revision",
            "language",
            name=op.f("uq_issued_document_kind_number_revision_language"),
        ),
    )
    op.create_index(
        op.f("ix_issued_document_customer_id"), "issued_document", ["customer_id"], unique=False
    )
    op.create_index(
        op.f("ix_issued_document_order_id"), "issued_document", ["order_id"], unique=False
    )
    op.create_index(
        op.f("ix_issued_document_quote_id"), "issued_document", ["quote_id"], unique=False
    )
    op.create_table(
        "order_file",
        sa.Column("order_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("filed_on", sa.Date(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["order_id"], ["sales_order.id"], name=op.f("fk_order_file_order_id_sales_order")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_file")),
    )
    op.create_index(op.f("ix_order_file_order_id"), "order_file", ["order_id"], unique=False)
    op.create_table(
        "order_line",
        sa.Column("order_id", sa.String(length=36), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("line_key", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("is_optional", sa.Boolean(), nullable=False),
        sa.Column("is_free", sa.Boolean(), nullable=False),
        sa.Column("buyer_item_code", sa.Text(), nullable=False),
        sa.Column("product_id", sa.String(length=36), nullable=True),
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("name_zh", sa.Text(), nullable=False),
        sa.Column("description_en", sa.Text(), nullable=False),
        sa.Column("description_zh", sa.Text(), nullable=False),
        sa.Column("hs_code", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("quantity", sa.String(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("unit_price", sa.String(), nullable=False),
        sa.Column("list_price", sa.String(), nullable=True),
        sa.Column("base_price", sa.String(), nullable=True),
        sa.Column("floor_price", sa.String(), nullable=True),
        sa.Column("moq", sa.String(), nullable=True),
        sa.Column("price_source", sa.Text(), nullable=False),
        sa.Column("discount_percent", sa.String(), nullable=False),
        sa.Column("cost", sa.String(), nullable=True),
        sa.Column("cost_currency", sa.Text(), nullable=False),
        sa.Column("cost_on", sa.Date(), nullable=True),
        sa.Column("domestic_cost", sa.String(), nullable=True),
        sa.Column("vat_rate", sa.String(), nullable=True),
        sa.Column("rebate_rate", sa.String(), nullable=True),
        sa.Column("pcs_per_carton", sa.Integer(), nullable=True),
        sa.Column("carton_length_cm", sa.String(), nullable=True),
        sa.Column("carton_width_cm", sa.String(), nullable=True),
        sa.Column("carton_height_cm", sa.String(), nullable=True),
        sa.Column("net_weight_kg", sa.String(), nullable=True),
        sa.Column("gross_weight_kg", sa.String(), nullable=True),
        sa.Column("inner_pieces", sa.Integer(), nullable=True),
        sa.Column("more_boxes", sa.JSON(), nullable=False),
        sa.Column("texts", sa.JSON(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["order_id"], ["sales_order.id"], name=op.f("fk_order_line_order_id_sales_order")
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("fk_order_line_product_id_product")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_line")),
    )
    op.create_index(op.f("ix_order_line_order_id"), "order_line", ["order_id"], unique=False)
    op.create_table(
        "order_milestone",
        sa.Column("order_id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("reached_on", sa.Date(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("by_hand", sa.Boolean(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["order_id"], ["sales_order.id"], name=op.f("fk_order_milestone_order_id_sales_order")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_milestone")),
    )
    op.create_index(
        op.f("ix_order_milestone_order_id"), "order_milestone", ["order_id"], unique=False
    )
    op.create_table(
        "payment",
        sa.Column("order_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("amount", sa.String(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("received_on", sa.Date(), nullable=True),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["order_id"], ["sales_order.id"], name=op.f("fk_payment_order_id_sales_order")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment")),
    )
    op.create_index(op.f("ix_payment_order_id"), "payment", ["order_id"], unique=False)
    op.create_table(
        "quote_sending",
        sa.Column("quote_id", sa.String(length=36), nullable=False),
        sa.Column("document_id", sa.String(length=36), nullable=True),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("message_header_id", sa.Text(), nullable=False),
        sa.Column("thread_id", sa.Integer(), nullable=True),
        sa.Column("sent_to", sa.Text(), nullable=False),
        sa.Column("sent_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["issued_document.id"],
            name=op.f("fk_quote_sending_document_id_issued_document"),
        ),
        sa.ForeignKeyConstraint(
            ["quote_id"], ["quote.id"], name=op.f("fk_quote_sending_quote_id_quote")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quote_sending")),
    )
    op.create_index(
        op.f("ix_quote_sending_message_header_id"),
        "quote_sending",
        ["message_header_id"],
        unique=False,
    )
    op.create_index(op.f("ix_quote_sending_quote_id"), "quote_sending", ["quote_id"], unique=False)
    op.create_index(op.f("ix_quote_sending_sha256"), "quote_sending", ["sha256"], unique=False)
    for statement in _SEARCH:
        op.execute(statement)
