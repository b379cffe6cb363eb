/** DuckDB macros behind translated functions; made anew on every start. */
export const MACROS: readonly string[] = [
  "CREATE SCHEMA IF NOT EXISTS floe",
  "CREATE SCHEMA IF NOT EXISTS data",
  "CREATE OR REPLACE MACRO floe.divide(a, b) AS CASE WHEN b = 0 THEN error('Division by zero') ELSE a / b END",
  "CREATE OR REPLACE MACRO floe.modulo(a, b) AS CASE WHEN b = 0 THEN error('Division by zero') ELSE a % b END",
  "CREATE OR REPLACE MACRO floe.initcap(s) AS array_to_string(list_transform(regexp_extract_all(s, '[A-Za-z0-9À-ÿ]+|[^A-Za-z0-9À-ÿ]+'), lambda w: upper(left(w, 1)) || lower(substr(w, 2))), '')",
  `CREATE OR REPLACE MACRO floe.months_between(a, b) AS round(
     (year(a) - year(b)) * 12 + month(a) - month(b) +
     CASE WHEN day(a) = day(b) OR (CAST(a AS DATE) = last_day(a) AND CAST(b AS DATE) = last_day(b)) THEN 0
          ELSE (day(a) - day(b) + (epoch(CAST(a AS TIME)) - epoch(CAST(b AS TIME))) / 86400.0) / 31.0 END, 6)`,
  `CREATE OR REPLACE MACRO floe.json_typeof(v) AS CASE json_type(v)
     WHEN 'VARCHAR' THEN 'VARCHAR' WHEN 'BIGINT' THEN 'INTEGER' WHEN 'UBIGINT' THEN 'INTEGER'
     WHEN 'DOUBLE' THEN 'DECIMAL' WHEN 'NULL' THEN 'NULL_VALUE' ELSE json_type(v) END`,
];
