-- folder
SELECT `t`.`disk`, `t`.`path`, `t`.`up_disk`, `t`.`up_path`, `t`.`size`, upper(`t`.`disk`)
FROM `folder` AS `t`
ORDER BY upper(`t`.`disk`) ASC, `t`.`path` ASC, `t`.`disk` ASC
LIMIT $1
-- bound: rows of the page
-- folder, pages after the first
SELECT `t`.`disk`, `t`.`path`, `t`.`up_disk`, `t`.`up_path`, `t`.`size`, upper(`t`.`disk`)
FROM `folder` AS `t`
WHERE ((upper(`t`.`disk`) >= $1) AND ((upper(`t`.`disk`) > $2) OR ((upper(`t`.`disk`) = $3) AND (`t`.`path` > $4)) OR ((upper(`t`.`disk`) = $5) AND (`t`.`path` = $6) AND (`t`.`disk` > $7))))
ORDER BY upper(`t`.`disk`) ASC, `t`.`path` ASC, `t`.`disk` ASC
LIMIT $8
-- bound: sort value 0 of the last row, sort value 0 of the last row, sort value 0 of the last row, sort value 1 of the last row, sort value 0 of the last row, sort value 1 of the last row, sort value 2 of the last row, rows of the page
