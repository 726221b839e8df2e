-- PostgreSQL updates a row in place only while no indexed column changes, and every announce
-- changes these. The primary keys lead to the same rows.
DROP INDEX "peers_last_seen_at_idx";
DROP INDEX "snatches_member_id_last_seen_at_idx";
