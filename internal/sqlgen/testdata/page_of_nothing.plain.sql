-- track
SELECT `t`.`id`
FROM `track` AS `t`
ORDER BY `t`.`id` ASC
LIMIT $1
-- bound: limit slot 0
