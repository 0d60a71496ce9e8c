-- folder
SELECT +"t"."disk", +"t"."path", +"t"."up_disk", +"t"."up_path", +"t"."size"
FROM "folder" AS "t"
ORDER BY "t"."disk" ASC, "t"."path" ASC, "t"."path" COLLATE BINARY ASC
LIMIT ?
-- bound: rows of the page
-- folder, pages after the first
SELECT +"t"."disk", +"t"."path", +"t"."up_disk", +"t"."up_path", +"t"."size"
FROM "folder" AS "t"
WHERE (("t"."disk" >= ?) AND (("t"."disk" > ?) OR (("t"."disk" = ?) AND ("t"."path" > ?)) OR (("t"."disk" = ?) AND ("t"."path" = ?) AND ("t"."path" COLLATE BINARY > ?))))
ORDER BY "t"."disk" ASC, "t"."path" ASC, "t"."path" COLLATE BINARY ASC
LIMIT ?
-- bound: sort value 0 of the last row, sort value 0 of the last row, sort value 0 of the last row, sort value 1 of the last row, sort value 0 of the last row, sort value 1 of the last row, sort value 2 of the last row, rows of the page
