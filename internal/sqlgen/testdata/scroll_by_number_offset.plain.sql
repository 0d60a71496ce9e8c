-- track
SELECT `t`.`id`, `t`.`name`, `t`.`album_id`, `t`.`ms`, `t`.`composer`
FROM `track` AS `t`
ORDER BY `t`.`id` ASC
LIMIT $1 OFFSET $2
-- bound: rows of the page, rows skipped
