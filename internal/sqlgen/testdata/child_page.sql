-- album
SELECT +"t"."id"
FROM "album" AS "t"
ORDER BY "t"."id" ASC
LIMIT ?
-- bound: limit 1000 + 1
-- album.tracks
SELECT +"t"."id", +"t"."album_id"
FROM "track" AS "t"
WHERE ("t"."rowid" IN (SELECT "f"."rowid" FROM (
  SELECT value AS "k0" FROM json_each(?)
) AS "k" CROSS JOIN "track" AS "f" WHERE ("f"."rowid" IN (SELECT "t"."rowid" FROM "track" AS "t" WHERE ("k"."k0" = "t"."album_id") ORDER BY "t"."ms" ASC, "t"."id" ASC LIMIT ? OFFSET ?))))
ORDER BY "t"."album_id" ASC, "t"."ms" ASC, "t"."id" ASC
-- bound: keys, limit slot 0, offset slot 1
