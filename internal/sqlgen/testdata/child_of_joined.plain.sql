-- track
SELECT `t`.`id`, `j0`.`id`, `j1`.`id`, `j1`.`name`
FROM `track` AS `t`
LEFT JOIN `album` AS `j0` ON (`j0`.`id` = `t`.`album_id`)
LEFT JOIN `artist` AS `j1` ON (`j1`.`id` = `j0`.`artist_id`)
WHERE (`t`.`id` IN ($1, $2, $3, $4))
ORDER BY `t`.`id` ASC
LIMIT $5
-- bound: items 0-3 of slot 0, limit 1000 + 1
-- track.albums
SELECT `t`.`title`, `t`.`artist_id`
FROM `album` AS `t`
WHERE (`t`.`artist_id` = ANY($1::bigint[]))
ORDER BY `t`.`artist_id` ASC, `t`.`id` ASC
-- bound: keys
