-- album
SELECT +"t"."id"
FROM "album" AS "t"
ORDER BY (SELECT count(*) FROM "track" AS "e0" WHERE ("t"."id" = "e0"."album_id")) DESC, "t"."id" ASC
LIMIT ?
-- bound: limit 1000 + 1
-- track
SELECT +"t"."id"
FROM "track" AS "t"
WHERE ((SELECT count(*) FROM "playlist_track" AS "e1" INNER JOIN "playlist" AS "e0" ON ("e0"."id" = "e1"."playlist_id") WHERE ("t"."id" = "e1"."track_id")) IN (?, ?))
ORDER BY (SELECT count(*) FROM "playlist_track" AS "e3" INNER JOIN "playlist" AS "e2" ON ("e2"."id" = "e3"."playlist_id") WHERE ("t"."id" = "e3"."track_id")) DESC, "t"."id" ASC
LIMIT ?
-- bound: items 0-1 of slot 0, limit 1000 + 1
