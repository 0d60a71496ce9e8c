-- artist
SELECT `t`.`name`, `t`.`id`
FROM `artist` AS `t`
LIMIT $1
-- bound: limit 1000 + 1
-- artist.albums
SELECT `t`.`title`, `w`.`c1`
FROM (
  SELECT `t`.`artist_id` AS `c1`, `t`.`rowid` AS `k0`, ROW_NUMBER() OVER (PARTITION BY `t`.`artist_id`) AS `rn`
  FROM `album` AS `t`
  WHERE (`t`.`artist_id` = ANY($1::bigint[]))
) AS `w` CROSS JOIN `album` AS `t`
WHERE ((`t`.`rowid` = `w`.`k0`) AND (`w`.`rn` <= $2))
ORDER BY `w`.`c1` ASC, `w`.`rn` ASC
-- bound: keys, limit slot 0
