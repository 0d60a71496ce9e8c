-- folder
SELECT `t`.`path`, `j0`.`disk`, `j0`.`path`, `t`.`disk`
FROM `folder` AS `t`
LEFT JOIN `folder` AS `j0` ON ((`j0`.`disk` = `t`.`up_disk`) AND (`j0`.`path` = `t`.`up_path`))
ORDER BY `t`.`disk` ASC, `t`.`path` ASC
LIMIT $1
-- bound: limit 1000 + 1
-- folder.folders
SELECT `t`.`path`, `j0`.`disk`, `j0`.`path`, `t`.`up_disk`, `t`.`up_path`
FROM `folder` AS `t`
LEFT JOIN `folder` AS `j0` ON ((`j0`.`disk` = `t`.`up_disk`) AND (`j0`.`path` = `t`.`up_path`))
WHERE (EXISTS (SELECT 1 FROM json_each($1) AS k WHERE `t`.`up_disk` = json_extract(k.value, '$[0]') AND `t`.`up_path` = json_extract(k.value, '$[1]')))
ORDER BY `t`.`up_disk` ASC, `t`.`up_path` ASC, `t`.`disk` ASC, `t`.`path` ASC
-- bound: keys
-- folder.first
SELECT `w`.`c0`, `w`.`c1`, `w`.`c2`
FROM (
  SELECT `t`.`path` AS `c0`, `t`.`up_disk` AS `c1`, `t`.`up_path` AS `c2`, ROW_NUMBER() OVER (PARTITION BY `t`.`up_disk`, `t`.`up_path` ORDER BY `t`.`disk` ASC, `t`.`path` ASC) AS `rn`
  FROM `folder` AS `t`
  WHERE (EXISTS (SELECT 1 FROM json_each($1) AS k WHERE `t`.`up_disk` = json_extract(k.value, '$[0]') AND `t`.`up_path` = json_extract(k.value, '$[1]')))
) AS `w`
WHERE (`w`.`rn` <= $2)
ORDER BY `w`.`c1` ASC, `w`.`c2` ASC, `w`.`rn` ASC
-- bound: keys, limit slot 0
