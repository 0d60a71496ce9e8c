-- track
SELECT +"t"."id", +"t"."name", +"t"."album_id", +"t"."ms", +"t"."composer"
FROM "track" AS "t"
ORDER BY "t"."ms" ASC, "t"."id" ASC
LIMIT ? OFFSET ?
-- bound: rows of the page, offset slot 0
-- track, pages after the first
SELECT +"t"."id", +"t"."name", +"t"."album_id", +"t"."ms", +"t"."composer"
FROM "track" AS "t"
WHERE (("t"."ms", "t"."id") > (?, ?))
ORDER BY "t"."ms" ASC, "t"."id" ASC
LIMIT ?
-- bound: sort value 0 of the last row, sort value 1 of the last row, rows of the page
