/**
 * Query of one number, AUC: the chance that a row whose label is 1 got a higher prediction than one whose label is 0.
 * Computed from ranks (Mann-Whitney), ties count half.
 */
export function aucQuery(spec: {
  readonly from: string;
  readonly label: string;
  readonly rows: string;
}): string {
  const { from, label, rows } = spec;
  return `SELECT ((SUM(IFF(LABEL = 1, R, 0)) - SUM(LABEL) * (SUM(LABEL) + 1) / 2) / (SUM(LABEL) * (COUNT(*) - SUM(LABEL))))::FLOAT AS AUC
FROM (
  SELECT ${label}::FLOAT AS LABEL, RANK() OVER (ORDER BY PREDICTION) + (COUNT(*) OVER (PARTITION BY PREDICTION) - 1) / 2 AS R
  FROM ${from} WHERE ${label} IS NOT NULL AND ${rows}
) RANKED`;
}
