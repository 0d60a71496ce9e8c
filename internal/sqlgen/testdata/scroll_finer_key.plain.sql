-- folder
SELECT `t`.`disk`, `t`.`path`, `t`.`up_disk`, `t`.`up_path`, `t`.`size`
FROM `folder` AS `t`
ORDER BY `t`.`disk` ASC, `t`.`path` ASC, `t`.`path` COLLATE BINARY ASC
LIMIT $1
-- bound: rows of the page
-- folder, pages after the first
SELECT `t`.`disk`, `t`.`path`, `t`.`up_disk`, `t`.`up_path`, `t`.`size`
FROM `folder` AS `t`
WHERE ((`t`.`disk` >= $1) AND ((`t`.`disk` > $2) OR ((`t`.`disk` = $3) AND (`t`.`path` > $4)) OR ((`t`.`disk` = $5) AND (`t`.`path` = $6) AND (`t`.`path` COLLATE BINARY > $7))))
ORDER BY `t`.`disk` ASC, `t`.`path` ASC, `t`.`path` COLLATE BINARY ASC
LIMIT $8
-- bound: sort value 0 of the last row, sort value 0 of the last row, sort value 0 of the last row, sort value 1 of the last row, sort value 0 of the last row, sort value 1 of the last row, sort value 2 of the last row, rows of the page
