-- artist
SELECT 1
FROM "artist" AS "t"
ORDER BY "t"."id" ASC
LIMIT ?
-- bound: limit 1000 + 1
