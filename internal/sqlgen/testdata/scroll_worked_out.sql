-- folder
SELECT +"t"."disk", +"t"."path", +"t"."up_disk", +"t"."up_path", +"t"."size", +upper("t"."disk")
FROM "folder" AS "t"
ORDER BY upper("t"."disk") ASC, "t"."path" ASC, "t"."disk" ASC
LIMIT ?
-- bound: rows of the page
-- folder, pages after the first
SELECT +"t"."disk", +"t"."path", +"t"."up_disk", +"t"."up_path", +"t"."size", +upper("t"."disk")
FROM "folder" AS "t"
WHERE ((upper("t"."disk") >= ?) AND ((upper("t"."disk") > ?) OR ((upper("t"."disk") = ?) AND ("t"."path" > ?)) OR ((upper("t"."disk") = ?) AND ("t"."path" = ?) AND ("t"."disk" > ?))))
ORDER BY upper("t"."disk") ASC, "t"."path" ASC, "t"."disk" ASC
LIMIT ?
-- bound: sort value 0 of the last row, sort value 0 of the last row, sort value 0 of the last row, sort value 1 of the last row, sort value 0 of the last row, sort value 1 of the last row, sort value 2 of the last row, rows of the page
