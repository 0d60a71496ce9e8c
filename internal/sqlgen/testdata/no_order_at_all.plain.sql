-- artist
SELECT `t`.`name`, `t`.`id`
FROM `artist` AS `t`
LIMIT $1
-- bound: limit 1000 + 1
-- artist.albums
SELECT `w`.`c0`, `w`.`c1`
FROM (
  SELECT `t`.`title` AS `c0`, `t`.`artist_id` AS `c1`, ROW_NUMBER() OVER (PARTITION BY `t`.`artist_id`) AS `rn`
  FROM `album` AS `t`
  WHERE (`t`.`artist_id` = ANY($1::bigint[]))
) AS `w`
WHERE (`w`.`rn` <= $2)
ORDER BY `w`.`c1` ASC, `w`.`rn` ASC
-- bound: keys, limit slot 0
