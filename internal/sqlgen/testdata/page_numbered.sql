-- album
SELECT +"t"."id"
FROM "album" AS "t"
ORDER BY "t"."id" ASC
LIMIT ?
-- bound: limit 1000 + 1
-- album.tracks
SELECT +"t"."name", +"t"."id", +"w"."c2"
FROM (
  SELECT "t"."album_id" AS "c2", "t"."rowid" AS "k0", ROW_NUMBER() OVER (PARTITION BY "t"."album_id" ORDER BY "t"."id" DESC) AS "rn"
  FROM "track" AS "t"
  WHERE (("t"."album_id" IN (SELECT value FROM json_each(?))) AND ("t"."id" < ?) AND ("t"."id" > ?))
) AS "w" CROSS JOIN "track" AS "t"
WHERE (("t"."rowid" = "w"."k0") AND ("w"."rn" <= ?))
ORDER BY "w"."c2" ASC, "w"."rn" ASC
-- bound: keys, value 0 of the cursor in slot 2, value 0 of the cursor in slot 1, limit slot 0 + 1
-- album.tracks, around the page
SELECT +"t"."album_id", count(*), max(CASE WHEN ("t"."id" <= ?) THEN 1 ELSE 0 END), max(CASE WHEN ("t"."id" >= ?) THEN 1 ELSE 0 END)
FROM "track" AS "t"
WHERE ("t"."album_id" IN (SELECT value FROM json_each(?))) GROUP BY "t"."album_id"
-- bound: value 0 of the cursor in slot 1, value 0 of the cursor in slot 2, keys
