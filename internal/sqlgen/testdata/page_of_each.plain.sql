-- album
SELECT `t`.`id`
FROM `album` AS `t`
ORDER BY `t`.`id` ASC
LIMIT $1
-- bound: limit 1000 + 1
-- album.tracks
SELECT `t`.`name`, `t`.`id`, `t`.`album_id`
FROM (
  SELECT *
  FROM unnest($1::bigint[])
) AS `k`(`k0`) CROSS JOIN LATERAL (SELECT `t`.`name`, `t`.`id`, `t`.`album_id` FROM `track` AS `t` WHERE ((`k`.`k0` = `t`.`album_id`) AND (`t`.`id` > $2)) ORDER BY `t`.`id` ASC LIMIT $3) AS `t`
ORDER BY `t`.`album_id` ASC, `t`.`id` ASC
-- bound: column 0 of the keys, value 0 of the cursor in slot 1, limit slot 0 + 1
-- album.tracks, around the page
SELECT `k`.`k0`, (SELECT count(*) FROM `track` AS `t` WHERE (`k`.`k0` = `t`.`album_id`)), CASE WHEN EXISTS (SELECT 1 FROM `track` AS `t` WHERE ((`k`.`k0` = `t`.`album_id`) AND (`t`.`id` <= $1))) THEN 1 ELSE 0 END
FROM (
  SELECT *
  FROM unnest($2::bigint[])
) AS `k`(`k0`)
-- bound: value 0 of the cursor in slot 1, column 0 of the keys
