"""Learns prices, and says how well."""

from typing import Any

import pandas as pd
from sklearn.linear_model import LinearRegression
from sklearn.metrics import mean_absolute_error, r2_score
from sklearn.model_selection import train_test_split


def split_data(table: pd.DataFrame, options: dict[str, Any]) -> tuple:
    """Rows to learn from and rows to be judged by, in the same order on every machine."""
    return tuple(
        train_test_split(
            table[options["features"]],
            table["price"],
            test_size=options["test_size"],
            random_state=options["random_state"],
        )
    )


def train_model(features: pd.DataFrame, price: pd.Series) -> LinearRegression:
    return LinearRegression().fit(features, price)


def evaluate_model(model: LinearRegression, features: pd.DataFrame, price: pd.Series) -> dict[str, float]:
    predicted = model.predict(features)
    return {
        "r2": round(float(r2_score(price, predicted)), 6),
        "mean_absolute_error": round(float(mean_absolute_error(price, predicted)), 4),
    }
