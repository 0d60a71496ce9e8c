-- folder
SELECT +"t"."path", +"j0"."disk", +"j0"."path", +"t"."disk"
FROM "folder" AS "t"
LEFT JOIN "folder" AS "j0" ON (("j0"."disk" = "t"."up_disk") AND ("j0"."path" = "t"."up_path"))
ORDER BY "t"."disk" ASC, "t"."path" ASC
LIMIT ?
-- bound: limit 1000 + 1
-- folder.folders
SELECT +"t"."path", +"j0"."disk", +"j0"."path", +"t"."up_disk", +"t"."up_path"
FROM "folder" AS "t"
LEFT JOIN "folder" AS "j0" ON (("j0"."disk" = "t"."up_disk") AND ("j0"."path" = "t"."up_path"))
WHERE (("t"."up_disk", "t"."up_path") IN (SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(?)))
ORDER BY "t"."up_disk" ASC, "t"."up_path" ASC, "t"."disk" ASC, "t"."path" ASC
-- bound: keys
-- folder.first
SELECT +"t"."path", +"t"."up_disk", +"t"."up_path"
FROM "folder" AS "t"
WHERE (("t"."disk", "t"."path") IN (SELECT "f"."disk", "f"."path" FROM (
  SELECT json_extract(value, '$[0]') AS "k0", json_extract(value, '$[1]') AS "k1" FROM json_each(?)
) AS "k" CROSS JOIN "folder" AS "f" WHERE (("f"."disk", "f"."path") IN (SELECT "t"."disk", "t"."path" FROM "folder" AS "t" WHERE (("k"."k0" = "t"."up_disk") AND ("k"."k1" = "t"."up_path")) ORDER BY "t"."disk" ASC, "t"."path" ASC LIMIT ?))))
ORDER BY "t"."up_disk" ASC, "t"."up_path" ASC, "t"."disk" ASC, "t"."path" ASC
-- bound: keys, limit slot 0
