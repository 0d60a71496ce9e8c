-- album
SELECT `t`.`id`
FROM `album` AS `t`
ORDER BY `t`.`id` ASC
LIMIT $1
-- bound: limit 1000 + 1
-- album.tracks
SELECT `w`.`c0`, `w`.`c1`
FROM (
  SELECT `t`.`id` AS `c0`, `t`.`album_id` AS `c1`, ROW_NUMBER() OVER (PARTITION BY `t`.`album_id` ORDER BY `t`.`ms` ASC, `t`.`id` ASC) AS `rn`
  FROM `track` AS `t`
  WHERE (`t`.`album_id` = ANY($1::bigint[]))
) AS `w`
WHERE ((`w`.`rn` > $2) AND (`w`.`rn` <= $3))
ORDER BY `w`.`c1` ASC, `w`.`rn` ASC
-- bound: keys, offset slot 1, offset slot 1 + limit slot 0
