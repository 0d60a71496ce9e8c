-- track
SELECT +"t"."id", +"t"."name", +"t"."album_id", +"t"."ms", +"t"."composer"
FROM "track" AS "t"
ORDER BY "t"."album_id" ASC, "t"."composer" DESC, "t"."id" ASC
LIMIT ?
-- bound: rows of the page
-- track, pages after the first
SELECT +"t"."id", +"t"."name", +"t"."album_id", +"t"."ms", +"t"."composer", "t"."album_id" AS "s0", "t"."composer" AS "s1", "t"."id" AS "s2"
FROM "track" AS "t"
WHERE (("t"."album_id" IS ?) AND ("t"."composer" IS ?) AND ("t"."id" > ?))
UNION ALL SELECT +"t"."id", +"t"."name", +"t"."album_id", +"t"."ms", +"t"."composer", "t"."album_id" AS "s0", "t"."composer" AS "s1", "t"."id" AS "s2"
FROM "track" AS "t"
WHERE (("t"."album_id" IS ?) AND ("t"."composer" < ?))
UNION ALL SELECT +"t"."id", +"t"."name", +"t"."album_id", +"t"."ms", +"t"."composer", "t"."album_id" AS "s0", "t"."composer" AS "s1", "t"."id" AS "s2"
FROM "track" AS "t"
WHERE (("t"."album_id" IS ?) AND ("t"."composer" IS NULL AND ? IS NOT NULL))
UNION ALL SELECT +"t"."id", +"t"."name", +"t"."album_id", +"t"."ms", +"t"."composer", "t"."album_id" AS "s0", "t"."composer" AS "s1", "t"."id" AS "s2"
FROM "track" AS "t"
WHERE ("t"."album_id" > ?)
UNION ALL SELECT +"t"."id", +"t"."name", +"t"."album_id", +"t"."ms", +"t"."composer", "t"."album_id" AS "s0", "t"."composer" AS "s1", "t"."id" AS "s2"
FROM "track" AS "t"
WHERE ("t"."album_id" >= (SELECT min("m"."album_id") FROM "track" AS "m") AND ? IS NULL)
ORDER BY "s0" ASC, "s1" DESC, "s2" ASC
LIMIT ?
-- bound: sort value 0 of the last row, sort value 1 of the last row, sort value 2 of the last row, sort value 0 of the last row, sort value 1 of the last row, sort value 0 of the last row, sort value 1 of the last row, sort value 0 of the last row, sort value 0 of the last row, rows of the page
