import type { Columns } from "../../blueprints";

/** RAW tables: the columns of the files, in their order. */
export const raw = {
  FLIGHTS: {
    YEAR: "NUMBER(4,0)",
    MONTH: "NUMBER(2,0)",
    DAY: "NUMBER(2,0)",
    DEP_TIME: "NUMBER(4,0)",
    SCHED_DEP_TIME: "NUMBER(4,0)",
    DEP_DELAY: "NUMBER(6,0)",
    ARR_TIME: "NUMBER(4,0)",
    SCHED_ARR_TIME: "NUMBER(4,0)",
    ARR_DELAY: "NUMBER(6,0)",
    CARRIER: "VARCHAR(2)",
    FLIGHT: "NUMBER(6,0)",
    TAILNUM: "VARCHAR(10)",
    ORIGIN: "VARCHAR(3)",
    DEST: "VARCHAR(3)",
    AIR_TIME: "NUMBER(6,0)",
    DISTANCE: "NUMBER(6,0)",
    HOUR: "NUMBER(2,0)",
    MINUTE: "NUMBER(2,0)",
    TIME_HOUR: "TIMESTAMP_NTZ",
  },
  WEATHER: {
    ORIGIN: "VARCHAR(3)",
    YEAR: "NUMBER(4,0)",
    MONTH: "NUMBER(2,0)",
    DAY: "NUMBER(2,0)",
    HOUR: "NUMBER(2,0)",
    TEMP: "FLOAT",
    DEWP: "FLOAT",
    HUMID: "FLOAT",
    WIND_DIR: "FLOAT",
    WIND_SPEED: "FLOAT",
    WIND_GUST: "FLOAT",
    PRECIP: "FLOAT",
    PRESSURE: "FLOAT",
    VISIB: "FLOAT",
    TIME_HOUR: "TIMESTAMP_NTZ",
  },
  PLANES: {
    TAILNUM: "VARCHAR(10)",
    YEAR: "NUMBER(4,0)",
    TYPE: "VARCHAR(40)",
    MANUFACTURER: "VARCHAR(40)",
    MODEL: "VARCHAR(20)",
    ENGINES: "NUMBER(2,0)",
    SEATS: "NUMBER(4,0)",
    SPEED: "NUMBER(5,0)",
    ENGINE: "VARCHAR(20)",
  },
  AIRPORTS: {
    FAA: "VARCHAR(4)",
    NAME: "VARCHAR(100)",
    LAT: "FLOAT",
    LON: "FLOAT",
    ALT: "NUMBER(6,0)",
    TZ: "NUMBER(4,0)",
    DST: "VARCHAR(1)",
    TZONE: "VARCHAR(40)",
  },
  AIRLINES: { CARRIER: "VARCHAR(2)", NAME: "VARCHAR(60)" },
} satisfies Record<string, Columns>;

/** What is known of a flight beside the model's inputs. */
export const facts = {
  FLIGHT_ID: "VARCHAR(40)",
  FLIGHT_DATE: "DATE",
  CARRIER: "VARCHAR(2)",
  ORIGIN: "VARCHAR(3)",
  DEST: "VARCHAR(3)",
  /** 1 when the flight left or arrived more than 15 minutes late; NULL while unknown, and for cancelled flights. */
  DELAYED: "NUMBER(1,0)",
} satisfies Columns;

/** Inputs of the model, in the order it sees them. None is ever NULL, so that no CSV field is empty. */
export const inputs = {
  DEP_MINUTE: "NUMBER(4,0)",
  ARR_MINUTE: "NUMBER(4,0)",
  MONTH: "NUMBER(2,0)",
  DAY_OF_YEAR: "NUMBER(3,0)",
  DAY_OF_WEEK: "NUMBER(1,0)",
  DISTANCE: "NUMBER(6,0)",
  FROM_EWR: "NUMBER(1,0)",
  FROM_JFK: "NUMBER(1,0)",
  PLANE_AGE: "NUMBER(4,0)",
  PLANE_SEATS: "NUMBER(4,0)",
  CARRIER_RATE: "FLOAT",
  HOUR_RATE: "FLOAT",
  DEST_RATE: "FLOAT",
  YESTERDAY_RATE: "FLOAT",
  TEMP: "FLOAT",
  DEWP: "FLOAT",
  HUMID: "FLOAT",
  WIND_SPEED: "FLOAT",
  WIND_GUST: "FLOAT",
  PRECIP: "FLOAT",
  PRESSURE: "FLOAT",
  VISIB: "FLOAT",
} satisfies Columns;

export const features = { ...facts, ...inputs } satisfies Columns;
