-- nodes: Album
SELECT +"j0"."id", +"j0"."name", +"t"."id"
FROM "album" AS "t"
LEFT JOIN "artist" AS "j0" ON ("j0"."id" = "t"."artist_id")
WHERE ("t"."id" IN (SELECT value FROM json_each(?)))
-- bound: keys
-- nodes: Album.tracks
SELECT +"t"."name", +"t"."album_id"
FROM "track" AS "t"
WHERE ("t"."rowid" IN (SELECT "f"."rowid" FROM (
  SELECT value AS "k0" FROM json_each(?)
) AS "k" CROSS JOIN "track" AS "f" WHERE ("f"."rowid" IN (SELECT "t"."rowid" FROM "track" AS "t" WHERE ("k"."k0" = "t"."album_id") ORDER BY "t"."id" ASC LIMIT ?))))
ORDER BY "t"."album_id" ASC, "t"."id" ASC
-- bound: keys, limit slot 1
-- nodes: Artist
SELECT +"t"."name", +"k"."k0"
FROM (
  SELECT value AS "k0"
  FROM json_each(?)
) AS "k" CROSS JOIN "artist" AS "t"
WHERE (lower("t"."name") = lower("k"."k0"))
-- bound: keys
-- nodes: Folder
SELECT +"t"."size", +"t"."disk", +"t"."path"
FROM "folder" AS "t"
WHERE (("t"."disk", "t"."path") IN (SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(?)))
-- bound: keys
-- nodes: Track
SELECT +"t"."id"
FROM "track" AS "t"
WHERE ("t"."id" IN (SELECT value FROM json_each(?)))
-- bound: keys
