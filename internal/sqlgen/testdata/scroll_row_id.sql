-- track
SELECT +"t"."name", +"t"."composer", +"t"."rowid"
FROM "track" AS "t"
ORDER BY "t"."composer" ASC, "t"."rowid" ASC
LIMIT ?
-- bound: rows of the page
-- track, pages after the first
SELECT +"t"."name", +"t"."composer", +"t"."rowid"
FROM "track" AS "t"
WHERE ((("t"."composer" > ?) OR ("t"."composer" IS NOT NULL AND ? IS NULL)) OR (("t"."composer" IS ?) AND ("t"."rowid" > ?)))
ORDER BY "t"."composer" ASC, "t"."rowid" ASC
LIMIT ?
-- bound: sort value 0 of the last row, sort value 0 of the last row, sort value 0 of the last row, sort value 1 of the last row, rows of the page
