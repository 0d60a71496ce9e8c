-- album
SELECT `t`.`id`
FROM `album` AS `t`
ORDER BY `t`.`id` ASC
LIMIT $1
-- bound: limit 1000 + 1
-- album.tracks
SELECT `t`.`name`, `t`.`ms`, `t`.`id`, `t`.`album_id`
FROM (
  SELECT *
  FROM unnest($1::bigint[])
) AS `k`(`k0`) CROSS JOIN LATERAL (SELECT `w`.`name`, `w`.`ms`, `w`.`id`, `w`.`album_id` FROM (
  SELECT `t`.`name`, `t`.`ms`, `t`.`id`, `t`.`album_id`, `t`.`ms` AS `s0`, `t`.`id` AS `s1` FROM `track` AS `t` WHERE ((`k`.`k0` = `t`.`album_id`) AND ((`t`.`ms` = $2) AND (`t`.`id` > $3))) UNION ALL SELECT `t`.`name`, `t`.`ms`, `t`.`id`, `t`.`album_id`, `t`.`ms` AS `s0`, `t`.`id` AS `s1` FROM `track` AS `t` WHERE ((`k`.`k0` = `t`.`album_id`) AND (`t`.`ms` > $4)) ORDER BY `s0` ASC, `s1` ASC LIMIT $5
) AS `w`) AS `t`
ORDER BY `t`.`album_id` ASC, `t`.`ms` ASC, `t`.`id` ASC
-- bound: column 0 of the keys, value 0 of the cursor in slot 1, value 1 of the cursor in slot 1, value 0 of the cursor in slot 1, limit slot 0 + 1
-- album.tracks, around the page
SELECT `k`.`k0`, (SELECT count(*) FROM `track` AS `t` WHERE (`k`.`k0` = `t`.`album_id`)), CASE WHEN (EXISTS (SELECT 1 FROM `track` AS `t` WHERE ((`k`.`k0` = `t`.`album_id`) AND ((`t`.`ms` = $1) AND (`t`.`id` <= $2)))) OR EXISTS (SELECT 1 FROM `track` AS `t` WHERE ((`k`.`k0` = `t`.`album_id`) AND (`t`.`ms` < $3)))) THEN 1 ELSE 0 END
FROM (
  SELECT *
  FROM unnest($4::bigint[])
) AS `k`(`k0`)
-- bound: value 0 of the cursor in slot 1, value 1 of the cursor in slot 1, value 0 of the cursor in slot 1, column 0 of the keys
