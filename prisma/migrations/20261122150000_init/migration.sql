-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "role" AS ENUM ('member', 'moderator', 'admin', 'owner');

-- CreateTable
CREATE TABLE "members" (
    "id" SERIAL NOT NULL,
    "name" TEXT NOT NULL,
    "name_key" TEXT NOT NULL,
    "email" TEXT,
    "email_key" TEXT,
    "password_hash" TEXT NOT NULL,
    "role" "role" NOT NULL DEFAULT 'member',
    "passkey" CHAR(32) NOT NULL,
    "uploaded" BIGINT NOT NULL DEFAULT 0,
    "downloaded" BIGINT NOT NULL DEFAULT 0,
    "theme" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_seen_at" TIMESTAMPTZ(3),
    "banned_at" TIMESTAMPTZ(3),
    "ban_reason" TEXT,
    "invited_by_id" INTEGER,

    CONSTRAINT "members_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sessions" (
    "id" CHAR(64) NOT NULL,
    "member_id" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_used_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "revoked_at" TIMESTAMPTZ(3),
    "user_agent" TEXT NOT NULL DEFAULT '',
    "address" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "sessions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "invites" (
    "id" CHAR(64) NOT NULL,
    "inviter_id" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),
    "used_by_id" INTEGER,

    CONSTRAINT "invites_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "setup_tokens" (
    "id" CHAR(64) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "setup_tokens_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "throttles" (
    "key" TEXT NOT NULL,
    "failures" INTEGER NOT NULL DEFAULT 0,
    "window_start" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "throttles_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "settings" (
    "key" TEXT NOT NULL,
    "value" JSONB NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "settings_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "categories" (
    "id" SERIAL NOT NULL,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "position" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "categories_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "torrents" (
    "id" SERIAL NOT NULL,
    "title" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "category_id" INTEGER NOT NULL,
    "uploader_id" INTEGER,
    "anonymous" BOOLEAN NOT NULL DEFAULT false,
    "tags" TEXT[],
    "info_hash_v1" BYTEA,
    "info_hash_v2" BYTEA,
    "size_bytes" BIGINT NOT NULL,
    "file_count" INTEGER NOT NULL,
    "piece_length_bytes" INTEGER NOT NULL,
    "seeders" INTEGER NOT NULL DEFAULT 0,
    "leechers" INTEGER NOT NULL DEFAULT 0,
    "snatched" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "deleted_at" TIMESTAMPTZ(3),
    "delete_reason" TEXT,
    "deleted_by_id" INTEGER,

    CONSTRAINT "torrents_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "metainfos" (
    "torrent_id" INTEGER NOT NULL,
    "info" BYTEA NOT NULL,
    "piece_layers" BYTEA,
    "created_by" TEXT,

    CONSTRAINT "metainfos_pkey" PRIMARY KEY ("torrent_id")
);

-- CreateTable
CREATE TABLE "torrent_files" (
    "torrent_id" INTEGER NOT NULL,
    "position" INTEGER NOT NULL,
    "path" TEXT NOT NULL,
    "size_bytes" BIGINT NOT NULL,

    CONSTRAINT "torrent_files_pkey" PRIMARY KEY ("torrent_id","position")
);

-- CreateTable
CREATE TABLE "upload_drafts" (
    "id" CHAR(32) NOT NULL,
    "member_id" INTEGER NOT NULL,
    "file_name" TEXT NOT NULL,
    "metainfo" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "upload_drafts_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "comments" (
    "id" SERIAL NOT NULL,
    "torrent_id" INTEGER NOT NULL,
    "member_id" INTEGER,
    "body" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "comments_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "peers" (
    "torrent_id" INTEGER NOT NULL,
    "member_id" INTEGER NOT NULL,
    "peer_id" BYTEA NOT NULL,
    "uploaded" BIGINT NOT NULL,
    "downloaded" BIGINT NOT NULL,
    "left" BIGINT NOT NULL,
    "ipv4" BYTEA,
    "ipv6" BYTEA,
    "user_agent" TEXT NOT NULL DEFAULT '',
    "active" BOOLEAN NOT NULL,
    "first_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "peers_pkey" PRIMARY KEY ("torrent_id","member_id","peer_id")
);

-- CreateTable
CREATE TABLE "snatches" (
    "member_id" INTEGER NOT NULL,
    "torrent_id" INTEGER NOT NULL,
    "uploaded" BIGINT NOT NULL DEFAULT 0,
    "downloaded" BIGINT NOT NULL DEFAULT 0,
    "left" BIGINT NOT NULL DEFAULT 0,
    "seed_seconds" BIGINT NOT NULL DEFAULT 0,
    "seed_counted_until" TIMESTAMPTZ(3),
    "first_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "completed_at" TIMESTAMPTZ(3),

    CONSTRAINT "snatches_pkey" PRIMARY KEY ("member_id","torrent_id")
);

-- CreateTable
CREATE TABLE "ledger_batches" (
    "id" UUID NOT NULL,
    "epoch" INTEGER NOT NULL,
    "committed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ledger_batches_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "tracker_owner" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "epoch" INTEGER NOT NULL DEFAULT 0,
    "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_flush_at" TIMESTAMPTZ(3),

    CONSTRAINT "tracker_owner_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "notices" (
    "id" SERIAL NOT NULL,
    "member_id" INTEGER NOT NULL,
    "text" TEXT NOT NULL,
    "href" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "read_at" TIMESTAMPTZ(3),

    CONSTRAINT "notices_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit_entries" (
    "id" BIGSERIAL NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "actor_id" INTEGER,
    "action" TEXT NOT NULL,
    "target_type" TEXT NOT NULL,
    "target_id" TEXT NOT NULL,
    "target_name" TEXT NOT NULL DEFAULT '',
    "reason" TEXT NOT NULL DEFAULT '',
    "before" JSONB,
    "after" JSONB,

    CONSTRAINT "audit_entries_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "members_name_key_key" ON "members"("name_key");

-- CreateIndex
CREATE UNIQUE INDEX "members_email_key_key" ON "members"("email_key");

-- CreateIndex
CREATE UNIQUE INDEX "members_passkey_key" ON "members"("passkey");

-- CreateIndex
CREATE INDEX "sessions_member_id_revoked_at_idx" ON "sessions"("member_id", "revoked_at");

-- CreateIndex
CREATE UNIQUE INDEX "invites_used_by_id_key" ON "invites"("used_by_id");

-- CreateIndex
CREATE INDEX "invites_inviter_id_created_at_idx" ON "invites"("inviter_id", "created_at");

-- CreateIndex
CREATE INDEX "throttles_window_start_idx" ON "throttles"("window_start");

-- CreateIndex
CREATE UNIQUE INDEX "categories_slug_key" ON "categories"("slug");

-- CreateIndex
CREATE UNIQUE INDEX "categories_name_key" ON "categories"("name");

-- CreateIndex
CREATE UNIQUE INDEX "torrents_info_hash_v1_key" ON "torrents"("info_hash_v1");

-- CreateIndex
CREATE UNIQUE INDEX "torrents_info_hash_v2_key" ON "torrents"("info_hash_v2");

-- CreateIndex
CREATE INDEX "torrents_created_at_id_idx" ON "torrents"("created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "torrents_category_id_created_at_id_idx" ON "torrents"("category_id", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "torrents_uploader_id_created_at_idx" ON "torrents"("uploader_id", "created_at" DESC);

-- CreateIndex
CREATE INDEX "torrents_tags_idx" ON "torrents" USING GIN ("tags");

-- CreateIndex
CREATE INDEX "upload_drafts_member_id_created_at_idx" ON "upload_drafts"("member_id", "created_at");

-- CreateIndex
CREATE INDEX "comments_torrent_id_created_at_idx" ON "comments"("torrent_id", "created_at");

-- CreateIndex
CREATE INDEX "peers_member_id_active_idx" ON "peers"("member_id", "active");

-- CreateIndex
CREATE INDEX "peers_last_seen_at_idx" ON "peers"("last_seen_at");

-- CreateIndex
CREATE INDEX "snatches_torrent_id_completed_at_idx" ON "snatches"("torrent_id", "completed_at");

-- CreateIndex
CREATE INDEX "snatches_member_id_last_seen_at_idx" ON "snatches"("member_id", "last_seen_at" DESC);

-- CreateIndex
CREATE INDEX "ledger_batches_committed_at_idx" ON "ledger_batches"("committed_at");

-- CreateIndex
CREATE INDEX "notices_member_id_created_at_idx" ON "notices"("member_id", "created_at" DESC);

-- CreateIndex
CREATE INDEX "audit_entries_at_idx" ON "audit_entries"("at" DESC);

-- CreateIndex
CREATE INDEX "audit_entries_target_type_target_id_idx" ON "audit_entries"("target_type", "target_id");

-- AddForeignKey
ALTER TABLE "members" ADD CONSTRAINT "members_invited_by_id_fkey" FOREIGN KEY ("invited_by_id") REFERENCES "members"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_member_id_fkey" FOREIGN KEY ("member_id") REFERENCES "members"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "invites" ADD CONSTRAINT "invites_inviter_id_fkey" FOREIGN KEY ("inviter_id") REFERENCES "members"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "invites" ADD CONSTRAINT "invites_used_by_id_fkey" FOREIGN KEY ("used_by_id") REFERENCES "members"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "torrents" ADD CONSTRAINT "torrents_category_id_fkey" FOREIGN KEY ("category_id") REFERENCES "categories"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "torrents" ADD CONSTRAINT "torrents_uploader_id_fkey" FOREIGN KEY ("uploader_id") REFERENCES "members"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "torrents" ADD CONSTRAINT "torrents_deleted_by_id_fkey" FOREIGN KEY ("deleted_by_id") REFERENCES "members"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "metainfos" ADD CONSTRAINT "metainfos_torrent_id_fkey" FOREIGN KEY ("torrent_id") REFERENCES "torrents"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "torrent_files" ADD CONSTRAINT "torrent_files_torrent_id_fkey" FOREIGN KEY ("torrent_id") REFERENCES "torrents"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "upload_drafts" ADD CONSTRAINT "upload_drafts_member_id_fkey" FOREIGN KEY ("member_id") REFERENCES "members"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "comments" ADD CONSTRAINT "comments_torrent_id_fkey" FOREIGN KEY ("torrent_id") REFERENCES "torrents"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "comments" ADD CONSTRAINT "comments_member_id_fkey" FOREIGN KEY ("member_id") REFERENCES "members"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "peers" ADD CONSTRAINT "peers_torrent_id_fkey" FOREIGN KEY ("torrent_id") REFERENCES "torrents"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "peers" ADD CONSTRAINT "peers_member_id_fkey" FOREIGN KEY ("member_id") REFERENCES "members"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "snatches" ADD CONSTRAINT "snatches_member_id_fkey" FOREIGN KEY ("member_id") REFERENCES "members"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "snatches" ADD CONSTRAINT "snatches_torrent_id_fkey" FOREIGN KEY ("torrent_id") REFERENCES "torrents"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "notices" ADD CONSTRAINT "notices_member_id_fkey" FOREIGN KEY ("member_id") REFERENCES "members"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "audit_entries" ADD CONSTRAINT "audit_entries_actor_id_fkey" FOREIGN KEY ("actor_id") REFERENCES "members"("id") ON DELETE SET NULL ON UPDATE CASCADE;


-- What Prisma's schema cannot say.

CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE INDEX "torrents_title_trgm_idx" ON "torrents" USING GIN (lower("title") gin_trgm_ops);

-- Clients announce a v2 torrent by the first 20 bytes of its hash (BEP 52).
CREATE UNIQUE INDEX "torrents_info_hash_v2_truncated_key" ON "torrents" (substring("info_hash_v2" from 1 for 20));

ALTER TABLE "members"
  ADD CONSTRAINT "members_passkey_form" CHECK ("passkey" ~ '^[0-9a-f]{32}$'),
  ADD CONSTRAINT "members_totals_positive" CHECK ("uploaded" >= 0 AND "downloaded" >= 0);
ALTER TABLE "torrents"
  ADD CONSTRAINT "torrents_has_info_hash" CHECK ("info_hash_v1" IS NOT NULL OR "info_hash_v2" IS NOT NULL),
  ADD CONSTRAINT "torrents_info_hash_v1_length" CHECK (octet_length("info_hash_v1") = 20),
  ADD CONSTRAINT "torrents_info_hash_v2_length" CHECK (octet_length("info_hash_v2") = 32),
  ADD CONSTRAINT "torrents_counts_positive" CHECK ("seeders" >= 0 AND "leechers" >= 0 AND "snatched" >= 0);
ALTER TABLE "tracker_owner" ADD CONSTRAINT "tracker_owner_single_row" CHECK ("id" = 1);
INSERT INTO "tracker_owner" ("id") VALUES (1);

-- Peers and torrents change with every batch: leave room for updates in place, clean up early.
ALTER TABLE "peers" SET (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05);
ALTER TABLE "snatches" SET (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.05);
ALTER TABLE "torrents" SET (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.05);
ALTER TABLE "members" SET (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.05);

-- The tracker hears of every change inside the transaction that makes it. A trigger cannot be
-- forgotten by a mutation, and it serves a change by hand as well. Ledger updates touch none of
-- the named columns, so they send nothing.
CREATE FUNCTION registry_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  changed record := CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
BEGIN
  PERFORM pg_notify('registry', TG_ARGV[0] || ':' || changed.id::text);
  RETURN NULL;
END $$;

CREATE TRIGGER "members_registry" AFTER INSERT OR DELETE OR UPDATE OF "passkey", "banned_at", "ban_reason", "role"
  ON "members" FOR EACH ROW EXECUTE FUNCTION registry_changed('member');
CREATE TRIGGER "torrents_registry" AFTER INSERT OR DELETE OR UPDATE OF "info_hash_v1", "info_hash_v2", "size_bytes", "deleted_at", "delete_reason"
  ON "torrents" FOR EACH ROW EXECUTE FUNCTION registry_changed('torrent');

CREATE FUNCTION settings_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('registry', 'settings');
  RETURN NULL;
END $$;
CREATE TRIGGER "settings_registry" AFTER INSERT OR UPDATE OR DELETE
  ON "settings" FOR EACH STATEMENT EXECUTE FUNCTION settings_changed();

-- Audit entries are written once.
CREATE FUNCTION audit_entries_are_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'audit entries are never changed or deleted';
END $$;
CREATE TRIGGER "audit_entries_final" BEFORE UPDATE OF "at", "action", "target_type", "target_id", "target_name", "reason", "before", "after" OR DELETE
  ON "audit_entries" FOR EACH ROW EXECUTE FUNCTION audit_entries_are_final();
