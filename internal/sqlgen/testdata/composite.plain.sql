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
SELECT `t`.`path`, `t`.`up_disk`, `t`.`up_path`
FROM (
  SELECT *
  FROM unnest($1::text[], $2::text[])
) AS `k`(`k0`, `k1`) CROSS JOIN LATERAL (SELECT `t`.`path`, `t`.`up_disk`, `t`.`up_path`, `t`.`disk` FROM `folder` AS `t` WHERE ((`k`.`k0` = `t`.`up_disk`) AND (`k`.`k1` = `t`.`up_path`)) ORDER BY `t`.`disk` ASC, `t`.`path` ASC LIMIT $3) AS `t`
ORDER BY `t`.`up_disk` ASC, `t`.`up_path` ASC, `t`.`disk` ASC, `t`.`path` ASC
-- bound: column 0 of the keys, column 1 of the keys, limit slot 0
