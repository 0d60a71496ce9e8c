-- track
SELECT `t`.`id`
FROM `track` AS `t`
ORDER BY `t`.`id` ASC
LIMIT $1 OFFSET $2
-- bound: limit slot 0, offset slot 1
