-- rows
SELECT count(*)
FROM "artist" AS "t"
WHERE ("t"."id" > ?)
-- bound: slot 0
