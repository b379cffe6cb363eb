/** Where the feature query reads. Names are fully qualified. */
export interface Sources {
  /** The stream whose rows become features. */
  readonly stream: string;
  readonly flights: string;
  readonly weather: string;
  readonly planes: string;
}

/** Days of history behind a delay rate. */
const WINDOW = 28;
/** A rate starts as `PRIOR` and moves as `WEIGHT` flights of history would move it: rare values stay near the middle. */
const PRIOR = 0.25;
const WEIGHT = 20;

const day = "DATE_FROM_PARTS(YEAR, MONTH, DAY)";
/** Unknown while the flight has not flown; cancelled flights never get one; a diverted one counts when it left late. */
const delayed =
  "CASE WHEN DEP_TIME IS NULL THEN NULL WHEN DEP_DELAY > 15 OR ARR_DELAY > 15 THEN 1 WHEN ARR_DELAY IS NULL THEN NULL ELSE 0 END";

/** Share of late flights among those of the window's days, strictly before the flight's own day. */
function rate(name: string, keys: readonly string[], days: number): string {
  const daily = ["FLIGHT_DATE", ...keys].join(", ");
  const grouped = ["n.FLIGHT_DATE", ...keys.map((key) => `d.${key}`)].join(", ");
  return `${name} AS (
  SELECT ${grouped}, SUM(d.LATE) AS LATE, SUM(d.FLOWN) AS FLOWN
  FROM DATES n
  JOIN (SELECT ${daily}, SUM(LATE) AS LATE, SUM(FLOWN) AS FLOWN FROM DAILY GROUP BY ${daily}) d
    ON d.FLIGHT_DATE < n.FLIGHT_DATE AND d.FLIGHT_DATE >= DATEADD(DAY, -${days}, n.FLIGHT_DATE)
  GROUP BY ${grouped}
)`;
}

const smoothed = (source: string): string =>
  `ROUND((COALESCE(${source}.LATE, 0) + ${PRIOR * WEIGHT}) / (COALESCE(${source}.FLOWN, 0) + ${WEIGHT}), 4)`;

const matches = (source: string, keys: readonly string[]): string =>
  ["FLIGHT_DATE", ...keys].map((key) => `${source}.${key} = f.${key}`).join(" AND ");

/**
 * One row of features per flight in the stream.
 *
 * Only what is known before the scheduled departure goes in: the timetable, the plane, delay rates of earlier days,
 * and the weather of the scheduled hour. The data has observations, not forecasts: the observed hour stands for the
 * forecast that would be at hand, which makes the model look slightly better than it would be.
 */
export function featureQuery({ stream, flights, weather, planes }: Sources): string {
  return `WITH NEW_FLIGHTS AS (
  SELECT
    TO_CHAR(${day}, 'YYYYMMDD') || '-' || CARRIER || FLIGHT || '-' || ORIGIN || '-' || LPAD(SCHED_DEP_TIME::VARCHAR, 4, '0') AS FLIGHT_ID,
    ${day} AS FLIGHT_DATE, CARRIER, ORIGIN, DEST, ${delayed} AS DELAYED, TAILNUM, TIME_HOUR, YEAR, MONTH, HOUR,
    DISTANCE, HOUR * 60 + MINUTE AS DEP_MINUTE, FLOOR(SCHED_ARR_TIME / 100) * 60 + MOD(SCHED_ARR_TIME, 100) AS ARR_MINUTE
  FROM ${stream}
  QUALIFY ROW_NUMBER() OVER (PARTITION BY YEAR, MONTH, DAY, CARRIER, FLIGHT, ORIGIN, SCHED_DEP_TIME ORDER BY DEP_TIME) = 1
), DATES AS (
  SELECT DISTINCT FLIGHT_DATE FROM NEW_FLIGHTS
), DAILY AS (
  SELECT ${day} AS FLIGHT_DATE, CARRIER, ORIGIN, DEST, HOUR, SUM(${delayed}) AS LATE, COUNT(${delayed}) AS FLOWN
  FROM ${flights} GROUP BY YEAR, MONTH, DAY, CARRIER, ORIGIN, DEST, HOUR
), ${rate("BY_CARRIER", ["CARRIER"], WINDOW)}, ${rate("BY_HOUR", ["ORIGIN", "HOUR"], WINDOW)}, ${rate("BY_DEST", ["DEST"], WINDOW)}, ${rate("YESTERDAY", ["ORIGIN"], 1)}
SELECT
  f.FLIGHT_ID, f.FLIGHT_DATE, f.CARRIER, f.ORIGIN, f.DEST, f.DELAYED,
  f.DEP_MINUTE, COALESCE(f.ARR_MINUTE, -1) AS ARR_MINUTE, f.MONTH, DAYOFYEAR(f.FLIGHT_DATE) AS DAY_OF_YEAR,
  DAYOFWEEKISO(f.FLIGHT_DATE) AS DAY_OF_WEEK, COALESCE(f.DISTANCE, -1) AS DISTANCE,
  IFF(f.ORIGIN = 'EWR', 1, 0) AS FROM_EWR, IFF(f.ORIGIN = 'JFK', 1, 0) AS FROM_JFK,
  COALESCE(f.YEAR - p.YEAR, -1) AS PLANE_AGE, COALESCE(p.SEATS, -1) AS PLANE_SEATS,
  ${smoothed("c")} AS CARRIER_RATE, ${smoothed("h")} AS HOUR_RATE, ${smoothed("d")} AS DEST_RATE, ${smoothed("y")} AS YESTERDAY_RATE,
  COALESCE(w.TEMP, -1) AS TEMP, COALESCE(w.DEWP, -1) AS DEWP, COALESCE(w.HUMID, -1) AS HUMID,
  COALESCE(w.WIND_SPEED, -1) AS WIND_SPEED, COALESCE(w.WIND_GUST, 0) AS WIND_GUST, COALESCE(w.PRECIP, 0) AS PRECIP,
  COALESCE(w.PRESSURE, -1) AS PRESSURE, COALESCE(w.VISIB, -1) AS VISIB
FROM NEW_FLIGHTS f
LEFT JOIN ${planes} p ON p.TAILNUM = f.TAILNUM
LEFT JOIN ${weather} w ON w.ORIGIN = f.ORIGIN AND w.TIME_HOUR = f.TIME_HOUR
LEFT JOIN BY_CARRIER c ON ${matches("c", ["CARRIER"])}
LEFT JOIN BY_HOUR h ON ${matches("h", ["ORIGIN", "HOUR"])}
LEFT JOIN BY_DEST d ON ${matches("d", ["DEST"])}
LEFT JOIN YESTERDAY y ON ${matches("y", ["ORIGIN"])}`;
}
