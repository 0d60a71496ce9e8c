-- track
SELECT +"w"."c0", +"w"."c1"
FROM (
  SELECT "t"."id" AS "c0", "t"."composer" AS "c1", ROW_NUMBER() OVER (ORDER BY "t"."composer" ASC, "t"."id" ASC) AS "rn", ROW_NUMBER() OVER (PARTITION BY "t"."composer" ORDER BY "t"."composer" ASC, "t"."id" ASC) AS "dn"
  FROM "track" AS "t"
) AS "w"
WHERE ("w"."dn" = 1)
ORDER BY "w"."rn" ASC
LIMIT ? OFFSET ?
-- bound: limit slot 0, offset slot 1
