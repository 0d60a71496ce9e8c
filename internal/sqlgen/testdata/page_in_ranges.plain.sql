-- track
SELECT `t`.`name`, `t`.`ms`, `t`.`id`, `t`.`ms` AS `s0`, `t`.`id` AS `s1`
FROM `track` AS `t`
WHERE ((`t`.`ms` = $1) AND (`t`.`id` > $2))
UNION ALL SELECT `t`.`name`, `t`.`ms`, `t`.`id`, `t`.`ms` AS `s0`, `t`.`id` AS `s1`
FROM `track` AS `t`
WHERE (`t`.`ms` > $3)
ORDER BY `s0` ASC, `s1` ASC
LIMIT $4
-- bound: value 0 of the cursor in slot 1, value 1 of the cursor in slot 1, value 0 of the cursor in slot 1, limit slot 0 + 1
-- track, around the page
SELECT (SELECT count(*) FROM `track` AS `t`), CASE WHEN (EXISTS (SELECT 1 FROM `track` AS `t` WHERE ((`t`.`ms` = $1) AND (`t`.`id` <= $2))) OR EXISTS (SELECT 1 FROM `track` AS `t` WHERE (`t`.`ms` < $3))) THEN 1 ELSE 0 END
-- bound: value 0 of the cursor in slot 1, value 1 of the cursor in slot 1, value 0 of the cursor in slot 1
