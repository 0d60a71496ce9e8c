-- track
SELECT `t`.`name`, `t`.`composer`, `t`.`rowid`
FROM `track` AS `t`
ORDER BY (`t`.`composer` IS NULL) DESC, `t`.`composer` ASC, `t`.`rowid` ASC
LIMIT $1
-- bound: rows of the page
-- track, pages after the first
SELECT `t`.`name`, `t`.`composer`, `t`.`rowid`
FROM `track` AS `t`
WHERE (((`t`.`composer` > $1) OR (`t`.`composer` IS NOT NULL AND $2 IS NULL)) OR ((`t`.`composer` <=> $3) AND (`t`.`rowid` > $4)))
ORDER BY (`t`.`composer` IS NULL) DESC, `t`.`composer` ASC, `t`.`rowid` ASC
LIMIT $5
-- bound: sort value 0 of the last row, sort value 0 of the last row, sort value 0 of the last row, sort value 1 of the last row, rows of the page
