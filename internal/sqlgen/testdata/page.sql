-- track
SELECT +"t"."id"
FROM "track" AS "t"
ORDER BY "t"."id" ASC
LIMIT ? OFFSET ?
-- bound: limit slot 0, offset slot 1
