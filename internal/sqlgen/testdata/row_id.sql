-- artist
SELECT +"t"."name"
FROM "artist" AS "t"
ORDER BY "t"."rowid" DESC
LIMIT ?
-- bound: limit 1000 + 1
