-- artist
SELECT `t`.`id`, `t`.`name`
FROM `artist` AS `t`
ORDER BY `t`.`id` ASC
LIMIT $1
-- bound: limit 1000 + 1
