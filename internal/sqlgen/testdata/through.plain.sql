-- playlist
SELECT `t`.`name`, `t`.`id`
FROM `playlist` AS `t`
ORDER BY `t`.`id` ASC
LIMIT $1
-- bound: limit 1000 + 1
-- playlist.tracks
SELECT `t`.`id`, `x`.`playlist_id`
FROM `track` AS `t`
INNER JOIN `playlist_track` AS `x` ON (`t`.`id` = `x`.`track_id`)
WHERE (`x`.`playlist_id` = ANY($1::bigint[]))
ORDER BY `x`.`playlist_id` ASC, `t`.`id` ASC
-- bound: keys
-- playlist.tracks.playlists
SELECT `t`.`id`, `x`.`track_id`
FROM `playlist` AS `t`
INNER JOIN `playlist_track` AS `x` ON (`t`.`id` = `x`.`playlist_id`)
WHERE (`x`.`track_id` = ANY($1::bigint[]))
ORDER BY `x`.`track_id` ASC, `t`.`id` ASC
-- bound: keys
