-- playlist
SELECT `t`.`id`
FROM `playlist` AS `t`
ORDER BY `t`.`id` ASC
LIMIT $1
-- bound: limit 1000 + 1
-- playlist.tracks
SELECT `t`.`id`, `j0`.`id`, `j0`.`title`, `x`.`playlist_id`
FROM (
  SELECT *
  FROM unnest($1::bigint[])
) AS `k`(`k0`) CROSS JOIN LATERAL (SELECT `x`.`playlist_id`, `x`.`track_id` FROM `track` AS `t` INNER JOIN `playlist_track` AS `x` ON (`t`.`id` = `x`.`track_id`) LEFT JOIN `album` AS `j0` ON (`j0`.`id` = `t`.`album_id`) WHERE (`k`.`k0` = `x`.`playlist_id`) ORDER BY `t`.`id` ASC LIMIT $2) AS `x` CROSS JOIN `track` AS `t`
LEFT JOIN `album` AS `j0` ON (`j0`.`id` = `t`.`album_id`)
WHERE (`t`.`id` = `x`.`track_id`)
ORDER BY `x`.`playlist_id` ASC, `t`.`id` ASC
-- bound: column 0 of the keys, limit slot 0
