-- track
SELECT +"t"."id"
FROM "track" AS "t"
ORDER BY "t"."id" ASC
LIMIT ?
-- bound: limit slot 0
