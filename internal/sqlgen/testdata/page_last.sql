-- track
SELECT +"t"."name", +"t"."id"
FROM "track" AS "t"
WHERE ("t"."id" < ?)
ORDER BY "t"."id" DESC
LIMIT ?
-- bound: value 0 of the cursor in slot 1, limit slot 0 + 1
-- track, around the page
SELECT (SELECT count(*) FROM "track" AS "t"), CASE WHEN EXISTS (SELECT 1 FROM "track" AS "t" WHERE ("t"."id" >= ?)) THEN 1 ELSE 0 END
-- bound: value 0 of the cursor in slot 1
