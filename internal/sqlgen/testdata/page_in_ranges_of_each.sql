-- album
SELECT +"t"."id"
FROM "album" AS "t"
ORDER BY "t"."id" ASC
LIMIT ?
-- bound: limit 1000 + 1
-- album.tracks
SELECT +"t"."name", +"t"."ms", +"t"."id", +"t"."album_id"
FROM "track" AS "t"
WHERE ("t"."rowid" IN (SELECT "f"."rowid" FROM (
  SELECT value AS "k0" FROM json_each(?)
) AS "k" CROSS JOIN "track" AS "f" WHERE ("f"."rowid" IN (SELECT "w"."rowid" FROM (
  SELECT "t"."rowid", "t"."ms" AS "s0", "t"."id" AS "s1" FROM "track" AS "t" WHERE (("k"."k0" = "t"."album_id") AND (("t"."ms" = ?) AND ("t"."id" > ?))) UNION ALL SELECT "t"."rowid", "t"."ms" AS "s0", "t"."id" AS "s1" FROM "track" AS "t" WHERE (("k"."k0" = "t"."album_id") AND ("t"."ms" > ?)) ORDER BY "s0" ASC, "s1" ASC LIMIT ?
) AS "w"))))
ORDER BY "t"."album_id" ASC, "t"."ms" ASC, "t"."id" ASC
-- bound: keys, value 0 of the cursor in slot 1, value 1 of the cursor in slot 1, value 0 of the cursor in slot 1, limit slot 0 + 1
-- album.tracks, around the page
SELECT +"k"."k0", (SELECT count(*) FROM "track" AS "t" WHERE ("k"."k0" = "t"."album_id")), CASE WHEN (EXISTS (SELECT 1 FROM "track" AS "t" WHERE (("k"."k0" = "t"."album_id") AND (("t"."ms" = ?) AND ("t"."id" <= ?)))) OR EXISTS (SELECT 1 FROM "track" AS "t" WHERE (("k"."k0" = "t"."album_id") AND ("t"."ms" < ?)))) THEN 1 ELSE 0 END
FROM (
  SELECT value AS "k0"
  FROM json_each(?)
) AS "k"
-- bound: value 0 of the cursor in slot 1, value 1 of the cursor in slot 1, value 0 of the cursor in slot 1, keys
