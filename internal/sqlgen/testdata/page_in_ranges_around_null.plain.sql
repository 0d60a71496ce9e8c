-- track
SELECT `t`.`name`, `t`.`composer`, `t`.`id`, `t`.`composer` AS `s0`, `t`.`id` AS `s1`
FROM `track` AS `t`
WHERE ((`t`.`ms` > $1) AND (((`t`.`composer` > $2) OR (`t`.`composer` IS NULL AND $3 IS NOT NULL)) OR ((`t`.`composer` <=> $4) AND (`t`.`id` > $5))) AND ((`t`.`composer` <=> $6) AND (`t`.`id` < $7)))
UNION ALL SELECT `t`.`name`, `t`.`composer`, `t`.`id`, `t`.`composer` AS `s0`, `t`.`id` AS `s1`
FROM `track` AS `t`
WHERE ((`t`.`ms` > $8) AND (((`t`.`composer` > $9) OR (`t`.`composer` IS NULL AND $10 IS NOT NULL)) OR ((`t`.`composer` <=> $11) AND (`t`.`id` > $12))) AND (`t`.`composer` < $13))
UNION ALL SELECT `t`.`name`, `t`.`composer`, `t`.`id`, `t`.`composer` AS `s0`, `t`.`id` AS `s1`
FROM `track` AS `t`
WHERE ((`t`.`ms` > $14) AND (((`t`.`composer` > $15) OR (`t`.`composer` IS NULL AND $16 IS NOT NULL)) OR ((`t`.`composer` <=> $17) AND (`t`.`id` > $18))) AND (`t`.`composer` >= (SELECT min(`m`.`composer`) FROM `track` AS `m`) AND $19 IS NULL))
ORDER BY `s0` DESC, `s1` DESC
LIMIT $20
-- bound: slot 3, value 0 of the cursor in slot 1, value 0 of the cursor in slot 1, value 0 of the cursor in slot 1, value 1 of the cursor in slot 1, value 0 of the cursor in slot 2, value 1 of the cursor in slot 2, slot 3, value 0 of the cursor in slot 1, value 0 of the cursor in slot 1, value 0 of the cursor in slot 1, value 1 of the cursor in slot 1, value 0 of the cursor in slot 2, slot 3, value 0 of the cursor in slot 1, value 0 of the cursor in slot 1, value 0 of the cursor in slot 1, value 1 of the cursor in slot 1, value 0 of the cursor in slot 2, limit slot 0 + 1
-- track, around the page
SELECT (SELECT count(*) FROM `track` AS `t` WHERE (`t`.`ms` > $1)), CASE WHEN (EXISTS (SELECT 1 FROM `track` AS `t` WHERE ((`t`.`ms` > $2) AND ((`t`.`composer` <=> $3) AND (`t`.`id` <= $4)))) OR EXISTS (SELECT 1 FROM `track` AS `t` WHERE ((`t`.`ms` > $5) AND (`t`.`composer` < $6))) OR EXISTS (SELECT 1 FROM `track` AS `t` WHERE ((`t`.`ms` > $7) AND (`t`.`composer` >= (SELECT min(`m`.`composer`) FROM `track` AS `m`) AND $8 IS NULL)))) THEN 1 ELSE 0 END, CASE WHEN (EXISTS (SELECT 1 FROM `track` AS `t` WHERE ((`t`.`ms` > $9) AND ((`t`.`composer` <=> $10) AND (`t`.`id` >= $11)))) OR EXISTS (SELECT 1 FROM `track` AS `t` WHERE ((`t`.`ms` > $12) AND (`t`.`composer` > $13))) OR EXISTS (SELECT 1 FROM `track` AS `t` WHERE ((`t`.`ms` > $14) AND (`t`.`composer` IS NULL AND $15 IS NOT NULL)))) THEN 1 ELSE 0 END
-- bound: slot 3, slot 3, value 0 of the cursor in slot 1, value 1 of the cursor in slot 1, slot 3, value 0 of the cursor in slot 1, slot 3, value 0 of the cursor in slot 1, slot 3, value 0 of the cursor in slot 2, value 1 of the cursor in slot 2, slot 3, value 0 of the cursor in slot 2, slot 3, value 0 of the cursor in slot 2
