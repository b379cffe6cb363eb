"""Snowpark procedure: features of every merchant with new transactions, computed inside Snowflake."""

from snowflake.snowpark import Session
from snowflake.snowpark.functions import avg, coalesce, col, count, lit, max as latest, stddev, when_matched, when_not_matched


def refresh(session: Session, stream: str, transactions: str, merchants: str, features: str) -> str:
    """Reads the stream (which moves its offset), so each transaction is counted into its merchant exactly once.

    Averages and counts are taken over all transactions of the merchant, not only the new ones.
    """
    touched = session.table(stream).select(col("MERCHANT_ID")).distinct()
    computed = (
        session.table(transactions)
        .join(touched, "MERCHANT_ID")
        .group_by("MERCHANT_ID")
        .agg(
            avg("AMOUNT").cast("float").alias("AVG_AMOUNT"),
            count(lit(1)).alias("TXN_COUNT"),
            coalesce(stddev("AMOUNT").cast("float"), lit(0.0)).alias("AMOUNT_SPREAD"),
            latest("OCCURRED_AT").alias("LAST_SEEN"),
        )
        .join(session.table(merchants), "MERCHANT_ID")
    )
    target = session.table(features)
    values = {
        name: computed[name]
        for name in ["RISKY", "AVG_AMOUNT", "TXN_COUNT", "AMOUNT_SPREAD", "LAST_SEEN"]
    }
    result = target.merge(
        computed,
        target["MERCHANT_ID"] == computed["MERCHANT_ID"],
        [
            when_matched().update(values),
            when_not_matched().insert({"MERCHANT_ID": computed["MERCHANT_ID"], **values}),
        ],
    )
    return f"{result.rows_inserted} merchants added, {result.rows_updated} refreshed"
