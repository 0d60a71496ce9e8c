-- playlist
SELECT +"t"."id"
FROM "playlist" AS "t"
ORDER BY "t"."id" ASC
LIMIT ?
-- bound: limit 1000 + 1
-- playlist.tracks
SELECT +"t"."id", +"j0"."id", +"j0"."title", +"w"."c3"
FROM (
  SELECT "x"."playlist_id" AS "c3", "t"."rowid" AS "k0", ROW_NUMBER() OVER (PARTITION BY "x"."playlist_id" ORDER BY "t"."id" ASC) AS "rn"
  FROM "track" AS "t"
  INNER JOIN "playlist_track" AS "x" ON ("t"."id" = "x"."track_id")
  LEFT JOIN "album" AS "j0" ON ("j0"."id" = "t"."album_id")
  WHERE ("x"."playlist_id" IN (SELECT value FROM json_each(?)))
) AS "w" CROSS JOIN "track" AS "t"
LEFT JOIN "album" AS "j0" ON ("j0"."id" = "t"."album_id")
WHERE (("t"."rowid" = "w"."k0") AND ("w"."rn" <= ?))
ORDER BY "w"."c3" ASC, "w"."rn" ASC
-- bound: keys, limit slot 0
