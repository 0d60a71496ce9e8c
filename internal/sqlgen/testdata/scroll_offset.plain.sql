-- track
SELECT `t`.`id`, `t`.`name`, `t`.`album_id`, `t`.`ms`, `t`.`composer`
FROM `track` AS `t`
ORDER BY `t`.`ms` ASC, `t`.`id` ASC
LIMIT $1 OFFSET $2
-- bound: rows of the page, offset slot 0
-- track, pages after the first
SELECT `t`.`id`, `t`.`name`, `t`.`album_id`, `t`.`ms`, `t`.`composer`
FROM `track` AS `t`
WHERE ((`t`.`ms`, `t`.`id`) > ($1, $2))
ORDER BY `t`.`ms` ASC, `t`.`id` ASC
LIMIT $3
-- bound: sort value 0 of the last row, sort value 1 of the last row, rows of the page
