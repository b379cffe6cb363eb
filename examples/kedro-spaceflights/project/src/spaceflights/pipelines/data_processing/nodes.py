"""From raw files to one table a model can learn from."""

import pandas as pd


def _is_true(column: pd.Series) -> pd.Series:
    return column == "t"


def _percentage(column: pd.Series) -> pd.Series:
    return column.str.rstrip("%").astype(float) / 100


def _money(column: pd.Series) -> pd.Series:
    return column.str.replace("[$,]", "", regex=True).astype(float)


def preprocess_companies(companies: pd.DataFrame) -> pd.DataFrame:
    return companies.assign(
        iata_approved=_is_true(companies["iata_approved"]),
        company_rating=_percentage(companies["company_rating"]),
    )


def preprocess_shuttles(shuttles: pd.DataFrame) -> pd.DataFrame:
    return shuttles.assign(
        d_check_complete=_is_true(shuttles["d_check_complete"]),
        moon_clearance_complete=_is_true(shuttles["moon_clearance_complete"]),
        price=_money(shuttles["price"]),
    )


def create_model_input_table(
    shuttles: pd.DataFrame, companies: pd.DataFrame, reviews: pd.DataFrame
) -> pd.DataFrame:
    rated = shuttles.merge(reviews, left_on="id", right_on="shuttle_id").drop(columns="shuttle_id")
    table = rated.merge(companies, left_on="company_id", right_on="id", suffixes=("", "_company"))
    return table.drop(columns="id_company").dropna().sort_values("id").reset_index(drop=True)
