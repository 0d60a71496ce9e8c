-- album
SELECT `t`.`id`
FROM `album` AS `t`
ORDER BY `t`.`id` ASC
LIMIT $1
-- bound: limit 1000 + 1
-- album.tracks
SELECT `t`.`id`, `t`.`composer`, `w`.`c2`
FROM (
  SELECT `d`.`c2` AS `c2`, `d`.`k0` AS `k0`, ROW_NUMBER() OVER (PARTITION BY `d`.`c2` ORDER BY `d`.`rn` ASC) AS `rn`
  FROM (
    SELECT `t`.`album_id` AS `c2`, `t`.`rowid` AS `k0`, ROW_NUMBER() OVER (PARTITION BY `t`.`album_id` ORDER BY (`t`.`composer` IS NULL) ASC, `t`.`composer` DESC, `t`.`id` ASC) AS `rn`, ROW_NUMBER() OVER (PARTITION BY `t`.`album_id`, `t`.`composer` ORDER BY (`t`.`composer` IS NULL) ASC, `t`.`composer` DESC, `t`.`id` ASC) AS `dn`
    FROM `track` AS `t`
    WHERE (`t`.`album_id` = ANY($1::bigint[]))
  ) AS `d`
  WHERE (`d`.`dn` = 1)
) AS `w` CROSS JOIN `track` AS `t`
WHERE ((`t`.`rowid` = `w`.`k0`) AND (`w`.`rn` <= $2))
ORDER BY `w`.`c2` ASC, `w`.`rn` ASC
-- bound: keys, limit slot 0
