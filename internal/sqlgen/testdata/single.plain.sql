-- album
SELECT `t`.`id`
FROM `album` AS `t`
WHERE (`t`.`id` = $1)
-- bound: slot 0
-- album.tracks
SELECT `t`.`id`, `t`.`album_id`
FROM `track` AS `t`
WHERE (`t`.`album_id` = ANY($1::bigint[]))
ORDER BY `t`.`album_id` ASC, `t`.`id` ASC
-- bound: keys
