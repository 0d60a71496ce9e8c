-- track
SELECT +"t"."name", +"t"."composer", +"t"."id"
FROM "track" AS "t"
WHERE (("t"."ms" > ?) AND ((("t"."composer" < ?) OR ("t"."composer" IS NOT NULL AND ? IS NULL)) OR (("t"."composer" IS ?) AND ("t"."id" < ?))) AND ((("t"."composer" > ?) OR ("t"."composer" IS NULL AND ? IS NOT NULL)) OR (("t"."composer" IS ?) AND ("t"."id" > ?))))
ORDER BY "t"."composer" DESC NULLS FIRST, "t"."id" DESC
LIMIT ?
-- bound: slot 3, value 0 of the cursor in slot 2, value 0 of the cursor in slot 2, value 0 of the cursor in slot 2, value 1 of the cursor in slot 2, value 0 of the cursor in slot 1, value 0 of the cursor in slot 1, value 0 of the cursor in slot 1, value 1 of the cursor in slot 1, limit slot 0 + 1
-- track, around the page
SELECT (SELECT count(*) FROM "track" AS "t" WHERE ("t"."ms" > ?)), CASE WHEN EXISTS (SELECT 1 FROM "track" AS "t" WHERE (("t"."ms" > ?) AND ((("t"."composer" < ?) OR ("t"."composer" IS NOT NULL AND ? IS NULL)) OR (("t"."composer" IS ?) AND ("t"."id" < ?)) OR (("t"."composer" IS ?) AND ("t"."id" = ?))))) THEN 1 ELSE 0 END, CASE WHEN EXISTS (SELECT 1 FROM "track" AS "t" WHERE (("t"."ms" > ?) AND ((("t"."composer" > ?) OR ("t"."composer" IS NULL AND ? IS NOT NULL)) OR (("t"."composer" IS ?) AND ("t"."id" > ?)) OR (("t"."composer" IS ?) AND ("t"."id" = ?))))) THEN 1 ELSE 0 END
-- bound: slot 3, slot 3, value 0 of the cursor in slot 1, value 0 of the cursor in slot 1, value 0 of the cursor in slot 1, value 1 of the cursor in slot 1, value 0 of the cursor in slot 1, value 1 of the cursor in slot 1, slot 3, value 0 of the cursor in slot 2, value 0 of the cursor in slot 2, value 0 of the cursor in slot 2, value 1 of the cursor in slot 2, value 0 of the cursor in slot 2, value 1 of the cursor in slot 2
