-- track
SELECT `t`.`id`, `t`.`name`, `t`.`album_id`, `t`.`ms`, `t`.`composer`
FROM `track` AS `t`
ORDER BY `t`.`ms` DESC, `t`.`id` ASC
LIMIT $1
-- bound: rows of the page
-- track, pages after the first
SELECT `t`.`id`, `t`.`name`, `t`.`album_id`, `t`.`ms`, `t`.`composer`
FROM `track` AS `t`
WHERE ((`t`.`ms` <= $1) AND ((`t`.`ms` < $2) OR ((`t`.`ms` = $3) AND (`t`.`id` > $4))))
ORDER BY `t`.`ms` DESC, `t`.`id` ASC
LIMIT $5
-- bound: sort value 0 of the last row, sort value 0 of the last row, sort value 0 of the last row, sort value 1 of the last row, rows of the page
