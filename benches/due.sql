-- The first three that `ties due --json` finds by the rule, bridging included, for sqlite3 -json
-- over the same file, to compare by. It leaves out pauses, flags and the week's places.
WITH flagged AS (
  SELECT c.id, c.tie, c.org, c.city,
         coalesce(c.own_cadence, CASE c.tie WHEN 'strong' THEN 60 WHEN 'moderate' THEN 180 WHEN 'weak' THEN 365 END) AS cadence,
         julianday('2026-11-22') - julianday(coalesce(l.day, c.counting_from)) AS elapsed
  FROM contact AS c LEFT JOIN last_catch_up AS l ON l.contact_id = c.id
  WHERE c.standing = 'active'),
circle AS (
  SELECT id AS contact, 'org:' || lower(org) AS g FROM contact WHERE org IS NOT NULL
  UNION ALL SELECT id, 'city:' || lower(city) FROM contact WHERE city IS NOT NULL
  UNION ALL SELECT contact_id, 'tag:' || tag_id FROM contact_tag),
weight AS (SELECT id, CASE tie WHEN 'inner' THEN 1 WHEN 'strong' THEN 1 WHEN 'moderate' THEN .5 WHEN 'weak' THEN .25 ELSE 0 END AS w FROM contact WHERE standing = 'active'),
reach AS (SELECT g, sum(w) AS w FROM circle JOIN weight ON weight.id = contact GROUP BY g),
bridge AS (SELECT contact, avg(1 / (1 + reach.w - coalesce(weight.w, 0))) AS b FROM circle JOIN reach USING (g) LEFT JOIN weight ON weight.id = contact GROUP BY contact)
SELECT f.id, c.name, c.org, f.elapsed / f.cadence AS ratio, b
FROM flagged AS f JOIN contact AS c ON c.id = f.id LEFT JOIN bridge ON bridge.contact = f.id
WHERE f.cadence > 0 AND f.elapsed >= f.cadence
ORDER BY f.elapsed / f.cadence * (1 + .15 * CASE WHEN f.tie IN ('moderate', 'weak') THEN coalesce(b, 0) ELSE 0 END) DESC LIMIT 3;
