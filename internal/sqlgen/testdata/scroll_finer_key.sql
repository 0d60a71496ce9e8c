-- folder
SELECT +"t"."disk", +"t"."path", +"t"."up_disk", +"t"."up_path", +"t"."size"
FROM "folder" AS "t"
ORDER BY "t"."disk" ASC, "t"."path" ASC, "t"."path" COLLATE BINARY ASC
LIMIT ?
-- bound: rows of the page
-- folder, pages after the first
SELECT +"t"."disk", +"t"."path", +"t"."up_disk", +"t"."up_path", +"t"."size"
FROM "folder" AS "t"
WHERE (("t"."disk", "t"."path", "t"."path" COLLATE BINARY) > (?, ?, ? COLLATE BINARY))
ORDER BY "t"."disk" ASC, "t"."path" ASC, "t"."path" COLLATE BINARY ASC
LIMIT ?
-- bound: sort value 0 of the last row, sort value 1 of the last row, sort value 1 of the last row, rows of the page
