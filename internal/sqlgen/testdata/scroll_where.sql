-- track
SELECT +"t"."id", +"t"."name", +"t"."album_id", +"t"."ms", +"t"."composer"
FROM "track" AS "t"
WHERE ("t"."id" IN (?, ?, ?, ?))
ORDER BY "t"."id" DESC
LIMIT ?
-- bound: items 0-3 of slot 0, rows of the page
-- track, pages after the first
SELECT +"t"."id", +"t"."name", +"t"."album_id", +"t"."ms", +"t"."composer"
FROM "track" AS "t"
WHERE (("t"."id" IN (?, ?, ?, ?)) AND ("t"."id" < ?))
ORDER BY "t"."id" DESC
LIMIT ?
-- bound: items 0-3 of slot 0, sort value 0 of the last row, rows of the page
