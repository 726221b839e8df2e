-- Whether staff have let a torrent in. Its swarm opens with the approval.
CREATE TYPE "torrent_state" AS ENUM ('pending', 'approved');
ALTER TABLE "torrents" ADD COLUMN "state" "torrent_state" NOT NULL DEFAULT 'approved';

-- Whether a peer's port could be reached from here; null until it was tried.
ALTER TABLE "peers" ADD COLUMN "connectable" BOOLEAN;

-- Clients that may or may not announce.
CREATE TYPE "client_verdict" AS ENUM ('deny', 'allow');
CREATE TYPE "client_field" AS ENUM ('peer_id', 'user_agent');
CREATE TABLE "client_rules" (
    "id" SERIAL NOT NULL,
    "verdict" "client_verdict" NOT NULL,
    "field" "client_field" NOT NULL,
    "prefix" TEXT NOT NULL,
    "note" TEXT NOT NULL DEFAULT '',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "client_rules_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "client_rules_prefix_length" CHECK (length("prefix") BETWEEN 1 AND 100)
);
CREATE UNIQUE INDEX "client_rules_field_prefix_key" ON "client_rules"("field", "prefix");

-- Claims that cannot be true: credited as nothing, kept as evidence. One row a member, torrent,
-- kind and day, so that a liar who repeats himself fills no disk.
CREATE TYPE "suspicion_kind" AS ENUM ('upload_too_fast', 'download_too_fast', 'nobody_to_upload_to', 'downloaded_too_much');
CREATE TABLE "suspicions" (
    "id" BIGSERIAL NOT NULL,
    "member_id" INTEGER NOT NULL,
    "torrent_id" INTEGER NOT NULL,
    "kind" "suspicion_kind" NOT NULL,
    "day" DATE NOT NULL,
    "times" INTEGER NOT NULL,
    "first_at" TIMESTAMPTZ(3) NOT NULL,
    "last_at" TIMESTAMPTZ(3) NOT NULL,
    "claimed_uploaded" BIGINT NOT NULL,
    "claimed_downloaded" BIGINT NOT NULL,
    "worst_bytes_per_second" BIGINT NOT NULL,
    "last_seconds" INTEGER NOT NULL,
    "last_seeders" INTEGER NOT NULL,
    "last_leechers" INTEGER NOT NULL,
    "peer_id" BYTEA NOT NULL,
    "user_agent" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "suspicions_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "suspicions_member_id_torrent_id_kind_day_key" ON "suspicions"("member_id", "torrent_id", "kind", "day");
CREATE INDEX "suspicions_last_at_idx" ON "suspicions"("last_at" DESC);
ALTER TABLE "suspicions" ADD CONSTRAINT "suspicions_member_id_fkey" FOREIGN KEY ("member_id") REFERENCES "members"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "suspicions" ADD CONSTRAINT "suspicions_torrent_id_fkey" FOREIGN KEY ("torrent_id") REFERENCES "torrents"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What was claimed in an hour, true or not: in an honest swarm uploads and downloads agree.
CREATE TABLE "swarm_balances" (
    "torrent_id" INTEGER NOT NULL,
    "hour" TIMESTAMPTZ(3) NOT NULL,
    "uploaded" BIGINT NOT NULL,
    "downloaded" BIGINT NOT NULL,

    CONSTRAINT "swarm_balances_pkey" PRIMARY KEY ("torrent_id", "hour")
);
ALTER TABLE "swarm_balances" ADD CONSTRAINT "swarm_balances_torrent_id_fkey" FOREIGN KEY ("torrent_id") REFERENCES "torrents"("id") ON DELETE CASCADE ON UPDATE CASCADE;
CREATE TABLE "member_balances" (
    "member_id" INTEGER NOT NULL,
    "hour" TIMESTAMPTZ(3) NOT NULL,
    "uploaded" BIGINT NOT NULL,
    "downloaded" BIGINT NOT NULL,

    CONSTRAINT "member_balances_pkey" PRIMARY KEY ("member_id", "hour")
);
ALTER TABLE "member_balances" ADD CONSTRAINT "member_balances_member_id_fkey" FOREIGN KEY ("member_id") REFERENCES "members"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Whose announces a page wants to see, and what was seen of them. Losing either in a crash of the
-- database costs nobody anything.
CREATE UNLOGGED TABLE "announce_watches" (
    "member_id" INTEGER NOT NULL,
    "until" TIMESTAMPTZ(3) NOT NULL,
    "answered_at" TIMESTAMPTZ(3),

    CONSTRAINT "announce_watches_pkey" PRIMARY KEY ("member_id")
);
CREATE UNLOGGED TABLE "announce_traces" (
    "id" BIGSERIAL NOT NULL,
    "member_id" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "torrent_id" INTEGER,
    "verdict" TEXT NOT NULL,
    "says" TEXT NOT NULL DEFAULT '',
    "event" TEXT NOT NULL,
    "peer_id" BYTEA NOT NULL,
    "user_agent" TEXT NOT NULL DEFAULT '',
    "address" TEXT NOT NULL,
    "port" INTEGER NOT NULL,
    "uploaded" BIGINT NOT NULL,
    "downloaded" BIGINT NOT NULL,
    "left" BIGINT NOT NULL,
    "credited_uploaded" BIGINT NOT NULL,
    "credited_downloaded" BIGINT NOT NULL,
    "peers_given" INTEGER NOT NULL,

    CONSTRAINT "announce_traces_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "announce_traces_member_id_id_idx" ON "announce_traces"("member_id", "id" DESC);

DROP TRIGGER "torrents_registry" ON "torrents";
CREATE TRIGGER "torrents_registry" AFTER INSERT OR DELETE OR UPDATE OF "info_hash_v1", "info_hash_v2", "size_bytes", "created_at", "state", "deleted_at", "delete_reason"
  ON "torrents" FOR EACH ROW EXECUTE FUNCTION registry_changed('torrent');

CREATE FUNCTION client_rules_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('registry', 'clients');
  RETURN NULL;
END $$;
CREATE TRIGGER "client_rules_registry" AFTER INSERT OR UPDATE OR DELETE
  ON "client_rules" FOR EACH STATEMENT EXECUTE FUNCTION client_rules_changed();

CREATE FUNCTION announce_watch_asked() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('registry', 'watch:' || NEW.member_id::text);
  RETURN NULL;
END $$;
CREATE TRIGGER "announce_watches_registry" AFTER INSERT OR UPDATE OF "until"
  ON "announce_watches" FOR EACH ROW EXECUTE FUNCTION announce_watch_asked();
