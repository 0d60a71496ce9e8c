-- track
SELECT `t`.`id`, `t`.`composer`
FROM (
  SELECT `w`.`k0` AS `k0`, `w`.`rn` AS `rn`
  FROM (
    SELECT `t`.`rowid` AS `k0`, ROW_NUMBER() OVER (ORDER BY (`t`.`composer` IS NULL) DESC, `t`.`composer` ASC, `t`.`id` ASC) AS `rn`, ROW_NUMBER() OVER (PARTITION BY `t`.`composer` ORDER BY (`t`.`composer` IS NULL) DESC, `t`.`composer` ASC, `t`.`id` ASC) AS `dn`
    FROM `track` AS `t`
  ) AS `w`
  WHERE (`w`.`dn` = 1)
  ORDER BY `w`.`rn` ASC
  LIMIT $1 OFFSET $2
) AS `k` CROSS JOIN `track` AS `t`
WHERE (`t`.`rowid` = `k`.`k0`)
ORDER BY `k`.`rn` ASC
-- bound: limit slot 0, offset slot 1
