-- The rows of `ties list --json`, for sqlite3 -json over the same file, to compare by.
SELECT c.id, c.uid, c.name,
       (SELECT value FROM contact_name AS n WHERE n.contact_id = c.id AND n.kind = 'nickname' ORDER BY n.id LIMIT 1) AS nickname,
       c.org, c.title, c.city, c.tie, c.standing,
       coalesce(c.own_cadence, CASE c.tie WHEN 'strong' THEN 60 WHEN 'moderate' THEN 180 WHEN 'weak' THEN 365 END) AS cadence,
       c.own_cadence,
       (SELECT day FROM occasion AS o WHERE o.contact_id = c.id AND o.label = 'birthday') AS birthday,
       (SELECT json_group_array(t.name) FROM contact_tag AS ct JOIN tag AS t ON t.id = ct.tag_id WHERE ct.contact_id = c.id) AS tags,
       (SELECT json_group_array(i.name) FROM interest AS i WHERE i.contact_id = c.id) AS interests,
       (SELECT json_group_array(m.value) FROM method AS m WHERE m.contact_id = c.id AND m.kind = 'email') AS emails,
       (SELECT json_group_array(m.value) FROM method AS m WHERE m.contact_id = c.id AND m.kind = 'phone') AS phones,
       (SELECT json_group_array(m.value) FROM method AS m WHERE m.contact_id = c.id AND m.kind = 'url') AS urls,
       c.met, c.introduced_by, l.day AS last,
       julianday('2026-11-22') - julianday(l.day) AS days_since,
       c.counting_from, c.is_new, c.kind = 'company' AS company
FROM contact AS c LEFT JOIN last_catch_up AS l ON l.contact_id = c.id
WHERE c.standing IN ('active', 'paused', 'dormant')
ORDER BY c.match_key, c.id;
