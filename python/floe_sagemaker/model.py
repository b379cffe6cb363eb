"""The built-in XGBoost model behind the serving contract."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np
import xgboost

from floe_sagemaker import codec


class XgboostModel:
    """Predicts with `xgboost-model`, or with the mean of the models of a cross-validation."""

    def __init__(self, folder: Path) -> None:
        files = sorted(each for each in folder.glob("xgboost-model*") if each.is_file())
        if not files:
            found = ", ".join(sorted(each.name for each in folder.iterdir())) or "nothing"
            raise FileNotFoundError(f"The model artifact holds no file xgboost-model but {found}")
        self.boosters = [self._load(each) for each in files]
        self.batch = os.environ.get("SAGEMAKER_BATCH") == "true"

    @staticmethod
    def _load(file: Path) -> Any:
        booster = xgboost.Booster()
        booster.load_model(bytearray(file.read_bytes()))
        booster.set_param({"nthread": os.cpu_count() or 1})
        return booster

    def invoke(self, body: bytes, content_type: str | None, accept: str | None) -> tuple[bytes, str]:
        features = self.boosters[0].num_features()
        rows = codec.decode(body, content_type, features)
        if rows.ndim != 2 or rows.shape[1] != features:
            given = rows.shape[1] if rows.ndim == 2 else 0
            raise codec.Refused(400, f"Feature size of the request is {given}, but the model was trained with {features}")
        predictions = [self._predict(booster, rows) for booster in self.boosters]
        return codec.encode(np.mean(predictions, axis=0), accept, self.batch)

    def _predict(self, booster: Any, rows: Any) -> np.ndarray:
        end = booster.attr("best_iteration")
        limit = (0, int(end) + 1) if end is not None else (0, 0)
        return booster.inplace_predict(rows, iteration_range=limit, validate_features=False)
