-- track
SELECT `t`.`name`, `t`.`composer`, `t`.`id`
FROM `track` AS `t`
WHERE ((`t`.`ms` > $1) AND (((`t`.`composer` < $2) OR (`t`.`composer` IS NOT NULL AND $3 IS NULL)) OR ((`t`.`composer` <=> $4) AND (`t`.`id` < $5))) AND (((`t`.`composer` > $6) OR (`t`.`composer` IS NULL AND $7 IS NOT NULL)) OR ((`t`.`composer` <=> $8) AND (`t`.`id` > $9))))
ORDER BY `t`.`composer` DESC, `t`.`id` DESC
LIMIT $10
-- bound: slot 3, value 0 of the cursor in slot 2, value 0 of the cursor in slot 2, value 0 of the cursor in slot 2, value 1 of the cursor in slot 2, value 0 of the cursor in slot 1, value 0 of the cursor in slot 1, value 0 of the cursor in slot 1, value 1 of the cursor in slot 1, limit slot 0 + 1
-- track, around the page
SELECT (SELECT count(*) FROM `track` AS `t` WHERE (`t`.`ms` > $1)), CASE WHEN EXISTS (SELECT 1 FROM `track` AS `t` WHERE ((`t`.`ms` > $2) AND (((`t`.`composer` < $3) OR (`t`.`composer` IS NOT NULL AND $4 IS NULL)) OR ((`t`.`composer` <=> $5) AND (`t`.`id` < $6)) OR ((`t`.`composer` <=> $7) AND (`t`.`id` = $8))))) THEN 1 ELSE 0 END, CASE WHEN EXISTS (SELECT 1 FROM `track` AS `t` WHERE ((`t`.`ms` > $9) AND (((`t`.`composer` > $10) OR (`t`.`composer` IS NULL AND $11 IS NOT NULL)) OR ((`t`.`composer` <=> $12) AND (`t`.`id` > $13)) OR ((`t`.`composer` <=> $14) AND (`t`.`id` = $15))))) THEN 1 ELSE 0 END
-- bound: slot 3, slot 3, value 0 of the cursor in slot 1, value 0 of the cursor in slot 1, value 0 of the cursor in slot 1, value 1 of the cursor in slot 1, value 0 of the cursor in slot 1, value 1 of the cursor in slot 1, slot 3, value 0 of the cursor in slot 2, value 0 of the cursor in slot 2, value 0 of the cursor in slot 2, value 1 of the cursor in slot 2, value 0 of the cursor in slot 2, value 1 of the cursor in slot 2
