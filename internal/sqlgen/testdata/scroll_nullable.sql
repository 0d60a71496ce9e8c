-- track
SELECT +"t"."id", +"t"."name", +"t"."album_id", +"t"."ms", +"t"."composer"
FROM "track" AS "t"
ORDER BY "t"."album_id" ASC, "t"."composer" DESC, "t"."id" ASC
LIMIT ?
-- bound: rows of the page
-- track, pages after the first
SELECT +"t"."id", +"t"."name", +"t"."album_id", +"t"."ms", +"t"."composer"
FROM "track" AS "t"
WHERE ((("t"."album_id" > ?) OR ("t"."album_id" IS NOT NULL AND ? IS NULL)) OR (("t"."album_id" = ? OR ("t"."album_id" IS NULL AND ? IS NULL)) AND (("t"."composer" < ?) OR ("t"."composer" IS NULL AND ? IS NOT NULL))) OR (("t"."album_id" = ? OR ("t"."album_id" IS NULL AND ? IS NULL)) AND ("t"."composer" = ? OR ("t"."composer" IS NULL AND ? IS NULL)) AND ("t"."id" > ?)))
ORDER BY "t"."album_id" ASC, "t"."composer" DESC, "t"."id" ASC
LIMIT ?
-- bound: sort value 0 of the last row, sort value 0 of the last row, sort value 0 of the last row, sort value 0 of the last row, sort value 1 of the last row, sort value 1 of the last row, sort value 0 of the last row, sort value 0 of the last row, sort value 1 of the last row, sort value 1 of the last row, sort value 2 of the last row, rows of the page
