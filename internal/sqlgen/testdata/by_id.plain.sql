-- nodes: Album
SELECT `j0`.`id`, `j0`.`name`, `t`.`id`
FROM `album` AS `t`
LEFT JOIN `artist` AS `j0` ON (`j0`.`id` = `t`.`artist_id`)
WHERE (`t`.`id` = ANY($1::bigint[]))
-- bound: keys
-- nodes: Album.tracks
SELECT `t`.`name`, `t`.`album_id`
FROM (
  SELECT *
  FROM unnest($1::bigint[])
) AS `k`(`k0`) CROSS JOIN LATERAL (SELECT `t`.`name`, `t`.`album_id`, `t`.`id` FROM `track` AS `t` WHERE (`k`.`k0` = `t`.`album_id`) ORDER BY `t`.`id` ASC LIMIT $2) AS `t`
ORDER BY `t`.`album_id` ASC, `t`.`id` ASC
-- bound: column 0 of the keys, limit slot 1
-- nodes: Artist
SELECT `t`.`name`, `k`.`k0`
FROM (
  SELECT *
  FROM unnest($1::text[])
) AS `k`(`k0`) CROSS JOIN `artist` AS `t`
WHERE (lower(`t`.`name`) = lower(`k`.`k0`))
-- bound: column 0 of the keys
-- nodes: Folder
SELECT `t`.`size`, `t`.`disk`, `t`.`path`
FROM `folder` AS `t`
WHERE ((`t`.`disk`, `t`.`path`) IN (SELECT * FROM unnest($1::text[], $2::text[])))
-- bound: column 0 of the keys, column 1 of the keys
-- nodes: Track
SELECT `t`.`id`
FROM `track` AS `t`
WHERE (`t`.`id` = ANY($1::bigint[]))
-- bound: keys
