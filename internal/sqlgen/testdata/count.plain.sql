-- rows
SELECT count(*)
FROM `artist` AS `t`
WHERE (`t`.`id` > $1)
-- bound: slot 0
