-- track
SELECT `t`.`name`, `t`.`ms`, `t`.`id`
FROM `track` AS `t`
WHERE ((`t`.`ms`, `t`.`id`) > ($1, $2))
ORDER BY `t`.`ms` ASC, `t`.`id` ASC
LIMIT $3
-- bound: value 0 of the cursor in slot 1, value 1 of the cursor in slot 1, limit slot 0 + 1
-- track, around the page
SELECT (SELECT count(*) FROM `track` AS `t`), CASE WHEN EXISTS (SELECT 1 FROM `track` AS `t` WHERE ((`t`.`ms`, `t`.`id`) <= ($1, $2))) THEN 1 ELSE 0 END
-- bound: value 0 of the cursor in slot 1, value 1 of the cursor in slot 1
