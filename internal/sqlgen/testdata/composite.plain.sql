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
WHERE ((`t`.`up_disk`, `t`.`up_path`) IN (SELECT * FROM unnest($1::text[], $2::text[])))
ORDER BY `t`.`up_disk` ASC, `t`.`up_path` ASC, `t`.`disk` ASC, `t`.`path` ASC
-- bound: column 0 of the keys, column 1 of the keys
-- folder.first
SELECT `w`.`c0`, `w`.`c1`, `w`.`c2`
FROM (
  SELECT `t`.`path` AS `c0`, `t`.`up_disk` AS `c1`, `t`.`up_path` AS `c2`, ROW_NUMBER() OVER (PARTITION BY `t`.`up_disk`, `t`.`up_path` ORDER BY `t`.`disk` ASC, `t`.`path` ASC) AS `rn`
  FROM `folder` AS `t`
  WHERE ((`t`.`up_disk`, `t`.`up_path`) IN (SELECT * FROM unnest($1::text[], $2::text[])))
) AS `w`
WHERE (`w`.`rn` <= $3)
ORDER BY `w`.`c1` ASC, `w`.`c2` ASC, `w`.`rn` ASC
-- bound: column 0 of the keys, column 1 of the keys, limit slot 0
