-- playlist
SELECT `t`.`id`
FROM `playlist` AS `t`
ORDER BY `t`.`id` ASC
LIMIT $1
-- bound: limit 1000 + 1
-- playlist.tracks
SELECT `w`.`c0`, `w`.`c1`, `w`.`c2`, `w`.`c3`
FROM (
  SELECT `t`.`id` AS `c0`, `j0`.`id` AS `c1`, `j0`.`title` AS `c2`, `x`.`playlist_id` AS `c3`, ROW_NUMBER() OVER (PARTITION BY `x`.`playlist_id` ORDER BY `t`.`id` ASC) AS `rn`
  FROM `track` AS `t`
  INNER JOIN `playlist_track` AS `x` ON (`t`.`id` = `x`.`track_id`)
  LEFT JOIN `album` AS `j0` ON (`j0`.`id` = `t`.`album_id`)
  WHERE (`x`.`playlist_id` = ANY($1::bigint[]))
) AS `w`
WHERE (`w`.`rn` <= $2)
ORDER BY `w`.`c3` ASC, `w`.`rn` ASC
-- bound: keys, limit slot 0
