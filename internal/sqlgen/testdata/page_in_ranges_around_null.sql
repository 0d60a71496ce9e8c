-- track
SELECT +"t"."name", +"t"."composer", +"t"."id", "t"."composer" AS "s0", "t"."id" AS "s1"
FROM "track" AS "t"
WHERE (("t"."ms" > ?) AND ((("t"."composer" > ?) OR ("t"."composer" IS NULL AND ? IS NOT NULL)) OR (("t"."composer" IS ?) AND ("t"."id" > ?))) AND (("t"."composer" IS ?) AND ("t"."id" < ?)))
UNION ALL SELECT +"t"."name", +"t"."composer", +"t"."id", "t"."composer" AS "s0", "t"."id" AS "s1"
FROM "track" AS "t"
WHERE (("t"."ms" > ?) AND ((("t"."composer" > ?) OR ("t"."composer" IS NULL AND ? IS NOT NULL)) OR (("t"."composer" IS ?) AND ("t"."id" > ?))) AND ("t"."composer" < ?))
UNION ALL SELECT +"t"."name", +"t"."composer", +"t"."id", "t"."composer" AS "s0", "t"."id" AS "s1"
FROM "track" AS "t"
WHERE (("t"."ms" > ?) AND ((("t"."composer" > ?) OR ("t"."composer" IS NULL AND ? IS NOT NULL)) OR (("t"."composer" IS ?) AND ("t"."id" > ?))) AND ("t"."composer" >= (SELECT min("m"."composer") FROM "track" AS "m") AND ? IS NULL))
ORDER BY "s0" DESC NULLS FIRST, "s1" DESC
LIMIT ?
-- bound: slot 3, value 0 of the cursor in slot 1, value 0 of the cursor in slot 1, value 0 of the cursor in slot 1, value 1 of the cursor in slot 1, value 0 of the cursor in slot 2, value 1 of the cursor in slot 2, slot 3, value 0 of the cursor in slot 1, value 0 of the cursor in slot 1, value 0 of the cursor in slot 1, value 1 of the cursor in slot 1, value 0 of the cursor in slot 2, slot 3, value 0 of the cursor in slot 1, value 0 of the cursor in slot 1, value 0 of the cursor in slot 1, value 1 of the cursor in slot 1, value 0 of the cursor in slot 2, limit slot 0 + 1
-- track, around the page
SELECT (SELECT count(*) FROM "track" AS "t" WHERE ("t"."ms" > ?)), CASE WHEN (EXISTS (SELECT 1 FROM "track" AS "t" WHERE (("t"."ms" > ?) AND (("t"."composer" IS ?) AND ("t"."id" <= ?)))) OR EXISTS (SELECT 1 FROM "track" AS "t" WHERE (("t"."ms" > ?) AND ("t"."composer" < ?))) OR EXISTS (SELECT 1 FROM "track" AS "t" WHERE (("t"."ms" > ?) AND ("t"."composer" >= (SELECT min("m"."composer") FROM "track" AS "m") AND ? IS NULL)))) THEN 1 ELSE 0 END, CASE WHEN (EXISTS (SELECT 1 FROM "track" AS "t" WHERE (("t"."ms" > ?) AND (("t"."composer" IS ?) AND ("t"."id" >= ?)))) OR EXISTS (SELECT 1 FROM "track" AS "t" WHERE (("t"."ms" > ?) AND ("t"."composer" > ?))) OR EXISTS (SELECT 1 FROM "track" AS "t" WHERE (("t"."ms" > ?) AND ("t"."composer" IS NULL AND ? IS NOT NULL)))) THEN 1 ELSE 0 END
-- bound: slot 3, slot 3, value 0 of the cursor in slot 1, value 1 of the cursor in slot 1, slot 3, value 0 of the cursor in slot 1, slot 3, value 0 of the cursor in slot 1, slot 3, value 0 of the cursor in slot 2, value 1 of the cursor in slot 2, slot 3, value 0 of the cursor in slot 2, slot 3, value 0 of the cursor in slot 2
