-- album
SELECT +"t"."title", +"j0"."id", +"j0"."name"
FROM "album" AS "t"
LEFT JOIN "artist" AS "j0" ON ("j0"."id" = "t"."artist_id")
ORDER BY "t"."id" ASC
LIMIT ?
-- bound: limit 1000 + 1
