"""Snowpark procedure: features of every merchant with new transactions, computed inside Snowflake.

It runs with its owner's rights, in the database it lies in: two-part names are enough.
"""

from snowflake.snowpark import Session
from snowflake.snowpark.functions import avg, coalesce, col, count, lit, stddev, when_matched, when_not_matched

STREAM = "RAW.MERCHANT_TRANSACTIONS_STREAM"
TRANSACTIONS = "RAW.MERCHANT_TRANSACTIONS"
MERCHANTS = "RAW.MERCHANTS"
FEATURES = "FEATURES.MERCHANT_FEATURES"


def refresh(session: Session) -> str:
    """Averages and counts of a merchant are taken over all its transactions, not only the new ones.

    The merge reads the stream, which moves its offset in the same transaction: each transaction starts exactly one
    refresh of its merchant.
    """
    touched = session.table(STREAM).select(col("MERCHANT_ID")).distinct()
    computed = (
        session.table(TRANSACTIONS)
        .join(touched, "MERCHANT_ID")
        .group_by("MERCHANT_ID")
        .agg(
            avg("AMOUNT").cast("float").alias("AVG_AMOUNT"),
            count(lit(1)).alias("TXN_COUNT"),
            coalesce(stddev("AMOUNT").cast("float"), lit(0.0)).alias("AMOUNT_SPREAD"),
        )
        .join(session.table(MERCHANTS), "MERCHANT_ID")
    )
    target = session.table(FEATURES)
    values = {name: computed[name] for name in ["RISKY", "AVG_AMOUNT", "TXN_COUNT", "AMOUNT_SPREAD"]}
    result = target.merge(
        computed,
        target["MERCHANT_ID"] == computed["MERCHANT_ID"],
        [
            when_matched().update(values),
            when_not_matched().insert({"MERCHANT_ID": computed["MERCHANT_ID"], **values}),
        ],
    )
    return f"{result.rows_inserted} merchants added, {result.rows_updated} refreshed"
