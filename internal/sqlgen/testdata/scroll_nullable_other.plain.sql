-- track
SELECT `t`.`id`, `t`.`name`, `t`.`album_id`, `t`.`ms`, `t`.`composer`
FROM `track` AS `t`
ORDER BY `t`.`composer` ASC, `t`.`album_id` DESC, `t`.`id` ASC
LIMIT $1
-- bound: rows of the page
-- track, pages after the first
SELECT `t`.`id`, `t`.`name`, `t`.`album_id`, `t`.`ms`, `t`.`composer`
FROM `track` AS `t`
WHERE (((`t`.`composer` > $1) OR (`t`.`composer` IS NULL AND $2 IS NOT NULL)) OR ((`t`.`composer` = $3 OR (`t`.`composer` IS NULL AND $4 IS NULL)) AND ((`t`.`album_id` < $5) OR (`t`.`album_id` IS NOT NULL AND $6 IS NULL))) OR ((`t`.`composer` = $7 OR (`t`.`composer` IS NULL AND $8 IS NULL)) AND (`t`.`album_id` = $9 OR (`t`.`album_id` IS NULL AND $10 IS NULL)) AND (`t`.`id` > $11)))
ORDER BY `t`.`composer` ASC, `t`.`album_id` DESC, `t`.`id` ASC
LIMIT $12
-- bound: sort value 0 of the last row, sort value 0 of the last row, sort value 0 of the last row, sort value 0 of the last row, sort value 1 of the last row, sort value 1 of the last row, sort value 0 of the last row, sort value 0 of the last row, sort value 1 of the last row, sort value 1 of the last row, sort value 2 of the last row, rows of the page
