-- track
SELECT +"t"."id", +"t"."name", +"t"."album_id", +"t"."ms", +"t"."composer"
FROM "track" AS "t"
ORDER BY "t"."composer" ASC NULLS LAST, "t"."album_id" DESC NULLS FIRST, "t"."id" ASC
LIMIT ?
-- bound: rows of the page
-- track, pages after the first
SELECT +"t"."id", +"t"."name", +"t"."album_id", +"t"."ms", +"t"."composer"
FROM "track" AS "t"
WHERE ((("t"."composer" > ?) OR ("t"."composer" IS NULL AND ? IS NOT NULL)) OR (("t"."composer" IS ?) AND (("t"."album_id" < ?) OR ("t"."album_id" IS NOT NULL AND ? IS NULL))) OR (("t"."composer" IS ?) AND ("t"."album_id" IS ?) AND ("t"."id" > ?)))
ORDER BY "t"."composer" ASC NULLS LAST, "t"."album_id" DESC NULLS FIRST, "t"."id" ASC
LIMIT ?
-- bound: sort value 0 of the last row, sort value 0 of the last row, sort value 0 of the last row, sort value 1 of the last row, sort value 1 of the last row, sort value 0 of the last row, sort value 1 of the last row, sort value 2 of the last row, rows of the page
