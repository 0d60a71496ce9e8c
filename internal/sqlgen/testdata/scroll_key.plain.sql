-- track
SELECT `t`.`id`, `t`.`name`, `t`.`album_id`, `t`.`ms`, `t`.`composer`
FROM `track` AS `t`
ORDER BY `t`.`id` ASC
LIMIT $1
-- bound: rows of the page
-- track, pages after the first
SELECT `t`.`id`, `t`.`name`, `t`.`album_id`, `t`.`ms`, `t`.`composer`
FROM `track` AS `t`
WHERE (`t`.`id` > $1)
ORDER BY `t`.`id` ASC
LIMIT $2
-- bound: sort value 0 of the last row, rows of the page
