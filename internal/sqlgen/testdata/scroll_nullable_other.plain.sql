-- track
SELECT `t`.`id`, `t`.`name`, `t`.`album_id`, `t`.`ms`, `t`.`composer`
FROM `track` AS `t`
ORDER BY `t`.`composer` ASC, `t`.`album_id` DESC, `t`.`id` ASC
LIMIT $1
-- bound: rows of the page
-- track, pages after the first
SELECT `t`.`id`, `t`.`name`, `t`.`album_id`, `t`.`ms`, `t`.`composer`
FROM `track` AS `t`
WHERE (((`t`.`composer` > $1) OR (`t`.`composer` IS NULL AND $2 IS NOT NULL)) OR ((`t`.`composer` <=> $3) AND ((`t`.`album_id` < $4) OR (`t`.`album_id` IS NOT NULL AND $5 IS NULL))) OR ((`t`.`composer` <=> $6) AND (`t`.`album_id` <=> $7) AND (`t`.`id` > $8)))
ORDER BY `t`.`composer` ASC, `t`.`album_id` DESC, `t`.`id` ASC
LIMIT $9
-- bound: sort value 0 of the last row, sort value 0 of the last row, sort value 0 of the last row, sort value 1 of the last row, sort value 1 of the last row, sort value 0 of the last row, sort value 1 of the last row, sort value 2 of the last row, rows of the page
