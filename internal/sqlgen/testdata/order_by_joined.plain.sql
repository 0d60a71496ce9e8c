-- album
SELECT `t`.`title`
FROM `album` AS `t`
LEFT JOIN `artist` AS `j0` ON (`j0`.`id` = `t`.`artist_id`)
ORDER BY `j0`.`name` DESC, `t`.`id` ASC
LIMIT $1
-- bound: limit 1000 + 1
