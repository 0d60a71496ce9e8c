-- track
SELECT `t`.`id`, `t`.`name`, `t`.`album_id`, `t`.`ms`, `t`.`composer`
FROM `track` AS `t`
ORDER BY (`t`.`album_id` IS NULL) DESC, `t`.`album_id` ASC, (`t`.`composer` IS NULL) ASC, `t`.`composer` DESC, `t`.`id` ASC
LIMIT $1
-- bound: rows of the page
-- track, pages after the first
SELECT `t`.`id`, `t`.`name`, `t`.`album_id`, `t`.`ms`, `t`.`composer`, (`t`.`album_id` IS NULL) AS `s0`, `t`.`album_id` AS `s1`, (`t`.`composer` IS NULL) AS `s2`, `t`.`composer` AS `s3`, `t`.`id` AS `s4`
FROM `track` AS `t`
WHERE ((`t`.`album_id` <=> $1) AND (`t`.`composer` <=> $2) AND (`t`.`id` > $3))
UNION ALL SELECT `t`.`id`, `t`.`name`, `t`.`album_id`, `t`.`ms`, `t`.`composer`, (`t`.`album_id` IS NULL) AS `s0`, `t`.`album_id` AS `s1`, (`t`.`composer` IS NULL) AS `s2`, `t`.`composer` AS `s3`, `t`.`id` AS `s4`
FROM `track` AS `t`
WHERE ((`t`.`album_id` <=> $4) AND (`t`.`composer` < $5))
UNION ALL SELECT `t`.`id`, `t`.`name`, `t`.`album_id`, `t`.`ms`, `t`.`composer`, (`t`.`album_id` IS NULL) AS `s0`, `t`.`album_id` AS `s1`, (`t`.`composer` IS NULL) AS `s2`, `t`.`composer` AS `s3`, `t`.`id` AS `s4`
FROM `track` AS `t`
WHERE ((`t`.`album_id` <=> $6) AND (`t`.`composer` IS NULL AND $7 IS NOT NULL))
UNION ALL SELECT `t`.`id`, `t`.`name`, `t`.`album_id`, `t`.`ms`, `t`.`composer`, (`t`.`album_id` IS NULL) AS `s0`, `t`.`album_id` AS `s1`, (`t`.`composer` IS NULL) AS `s2`, `t`.`composer` AS `s3`, `t`.`id` AS `s4`
FROM `track` AS `t`
WHERE (`t`.`album_id` > $8)
UNION ALL SELECT `t`.`id`, `t`.`name`, `t`.`album_id`, `t`.`ms`, `t`.`composer`, (`t`.`album_id` IS NULL) AS `s0`, `t`.`album_id` AS `s1`, (`t`.`composer` IS NULL) AS `s2`, `t`.`composer` AS `s3`, `t`.`id` AS `s4`
FROM `track` AS `t`
WHERE (`t`.`album_id` >= (SELECT min(`m`.`album_id`) FROM `track` AS `m`) AND $9 IS NULL)
ORDER BY `s0` DESC, `s1` ASC, `s2` ASC, `s3` DESC, `s4` ASC
LIMIT $10
-- bound: sort value 0 of the last row, sort value 1 of the last row, sort value 2 of the last row, sort value 0 of the last row, sort value 1 of the last row, sort value 0 of the last row, sort value 1 of the last row, sort value 0 of the last row, sort value 0 of the last row, rows of the page
