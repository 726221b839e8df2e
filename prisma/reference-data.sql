-- What every site starts with; run at each start, so it must change nothing that stands.
-- Settings need no rows: a missing one means its default (lib/settings/schema.ts).
INSERT INTO "categories" ("slug", "name", "position")
SELECT * FROM (VALUES
  ('movies', 'Movies', 1),
  ('tv', 'TV', 2),
  ('music', 'Music', 3),
  ('books', 'Books', 4),
  ('audiobooks', 'Audiobooks', 5),
  ('games', 'Games', 6),
  ('software', 'Software', 7),
  ('other', 'Other', 8)
) AS first_categories
-- Only on an empty table: a category that staff removed must not come back.
WHERE NOT EXISTS (SELECT 1 FROM "categories");
