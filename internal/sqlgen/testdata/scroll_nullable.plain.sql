-- track
SELECT `t`.`id`, `t`.`name`, `t`.`album_id`, `t`.`ms`, `t`.`composer`
FROM `track` AS `t`
ORDER BY (`t`.`album_id` IS NULL) DESC, `t`.`album_id` ASC, (`t`.`composer` IS NULL) ASC, `t`.`composer` DESC, `t`.`id` ASC
LIMIT $1
-- bound: rows of the page
-- track, pages after the first
SELECT `t`.`id`, `t`.`name`, `t`.`album_id`, `t`.`ms`, `t`.`composer`
FROM `track` AS `t`
WHERE (((`t`.`album_id` > $1) OR (`t`.`album_id` IS NOT NULL AND $2 IS NULL)) OR ((`t`.`album_id` = $3 OR (`t`.`album_id` IS NULL AND $4 IS NULL)) AND ((`t`.`composer` < $5) OR (`t`.`composer` IS NULL AND $6 IS NOT NULL))) OR ((`t`.`album_id` = $7 OR (`t`.`album_id` IS NULL AND $8 IS NULL)) AND (`t`.`composer` = $9 OR (`t`.`composer` IS NULL AND $10 IS NULL)) AND (`t`.`id` > $11)))
ORDER BY (`t`.`album_id` IS NULL) DESC, `t`.`album_id` ASC, (`t`.`composer` IS NULL) ASC, `t`.`composer` DESC, `t`.`id` ASC
LIMIT $12
-- bound: sort value 0 of the last row, sort value 0 of the last row, sort value 0 of the last row, sort value 0 of the last row, sort value 1 of the last row, sort value 1 of the last row, sort value 0 of the last row, sort value 0 of the last row, sort value 1 of the last row, sort value 1 of the last row, sort value 2 of the last row, rows of the page
