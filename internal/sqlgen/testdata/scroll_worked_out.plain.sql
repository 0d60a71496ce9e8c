-- folder
SELECT `t`.`disk`, `t`.`path`, `t`.`up_disk`, `t`.`up_path`, `t`.`size`
FROM `folder` AS `t`
ORDER BY upper(`t`.`disk`) ASC, `t`.`path` ASC, `t`.`disk` ASC
LIMIT $1
-- bound: rows of the page
-- folder, pages after the first
SELECT `t`.`disk`, `t`.`path`, `t`.`up_disk`, `t`.`up_path`, `t`.`size`
FROM `folder` AS `t`
WHERE ((upper(`t`.`disk`), `t`.`path`, `t`.`disk`) > (upper($1), $2, $3))
ORDER BY upper(`t`.`disk`) ASC, `t`.`path` ASC, `t`.`disk` ASC
LIMIT $4
-- bound: sort value 0 of the last row, sort value 1 of the last row, sort value 0 of the last row, rows of the page
