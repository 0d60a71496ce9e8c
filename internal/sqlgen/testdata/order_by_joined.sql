-- album
SELECT +"t"."title"
FROM "album" AS "t"
LEFT JOIN "artist" AS "j0" ON ("j0"."id" = "t"."artist_id")
ORDER BY "j0"."name" DESC NULLS FIRST, "t"."id" ASC
LIMIT ?
-- bound: limit 1000 + 1
