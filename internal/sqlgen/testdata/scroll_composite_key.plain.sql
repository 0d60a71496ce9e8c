-- folder
SELECT `t`.`disk`, `t`.`path`, `t`.`up_disk`, `t`.`up_path`, `t`.`size`
FROM `folder` AS `t`
ORDER BY `t`.`size` DESC, `t`.`disk` ASC, `t`.`path` ASC
LIMIT $1
-- bound: rows of the page
-- folder, pages after the first
SELECT `t`.`disk`, `t`.`path`, `t`.`up_disk`, `t`.`up_path`, `t`.`size`
FROM `folder` AS `t`
WHERE ((`t`.`size` <= $1) AND ((`t`.`size` < $2) OR ((`t`.`size` = $3) AND (`t`.`disk` > $4)) OR ((`t`.`size` = $5) AND (`t`.`disk` = $6) AND (`t`.`path` > $7))))
ORDER BY `t`.`size` DESC, `t`.`disk` ASC, `t`.`path` ASC
LIMIT $8
-- bound: sort value 0 of the last row, sort value 0 of the last row, sort value 0 of the last row, sort value 1 of the last row, sort value 0 of the last row, sort value 1 of the last row, sort value 2 of the last row, rows of the page
