"""Prices of every shuttle, by the better of the two models."""

from typing import Any

import pandas as pd
from sklearn.linear_model import LinearRegression


def predict_prices(
    table: pd.DataFrame,
    active: LinearRegression,
    candidate: LinearRegression,
    active_metrics: dict[str, float],
    candidate_metrics: dict[str, float],
    parameters: dict[str, Any],
) -> pd.DataFrame:
    better = "candidate" if candidate_metrics["r2"] > active_metrics["r2"] else "active"
    model = {"active": active, "candidate": candidate}[better]
    predicted = model.predict(table[parameters[better]["model_options"]["features"]])
    return pd.DataFrame(
        {
            "SHUTTLE_ID": table["id"].astype("int64"),
            "COMPANY_ID": table["company_id"].astype("int64"),
            "PRICE": table["price"].astype("float64"),
            "PREDICTED": predicted.round(4),
            "MODEL": better,
        }
    )
