-- album
SELECT +"t"."id"
FROM "album" AS "t"
ORDER BY coalesce((SELECT "e1"."n" FROM (
  SELECT "e0"."album_id" AS "k0", count(*) AS "n" FROM "track" AS "e0" GROUP BY "e0"."album_id"
) AS "e1" WHERE ("e1"."k0" = "t"."id")), 0) DESC, "t"."id" ASC
LIMIT ?
-- bound: limit 1000 + 1
-- track
SELECT +"t"."id"
FROM "track" AS "t"
WHERE (coalesce((SELECT "e2"."n" FROM (
  SELECT "e1"."track_id" AS "k0", count(*) AS "n" FROM "playlist_track" AS "e1" INNER JOIN "playlist" AS "e0" ON ("e0"."id" = "e1"."playlist_id") GROUP BY "e1"."track_id"
) AS "e2" WHERE ("e2"."k0" = "t"."id")), 0) IN (?, ?))
ORDER BY coalesce((SELECT "e5"."n" FROM (
  SELECT "e4"."track_id" AS "k0", count(*) AS "n" FROM "playlist_track" AS "e4" INNER JOIN "playlist" AS "e3" ON ("e3"."id" = "e4"."playlist_id") GROUP BY "e4"."track_id"
) AS "e5" WHERE ("e5"."k0" = "t"."id")), 0) DESC, "t"."id" ASC
LIMIT ?
-- bound: items 0-1 of slot 0, limit 1000 + 1
