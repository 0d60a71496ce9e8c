-- album
SELECT `t`.`id`
FROM `album` AS `t`
ORDER BY `t`.`id` ASC
LIMIT $1
-- bound: limit 1000 + 1
-- album.tracks
SELECT `t`.`id`, `t`.`album_id`
FROM (
  SELECT *
  FROM unnest($1::bigint[])
) AS `k`(`k0`) CROSS JOIN LATERAL (SELECT `t`.`id`, `t`.`album_id`, `t`.`ms` FROM `track` AS `t` WHERE (`k`.`k0` = `t`.`album_id`) ORDER BY `t`.`ms` ASC, `t`.`id` ASC LIMIT $2 OFFSET $3) AS `t`
ORDER BY `t`.`album_id` ASC, `t`.`ms` ASC, `t`.`id` ASC
-- bound: column 0 of the keys, limit slot 0, offset slot 1
