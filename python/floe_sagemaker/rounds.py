"""The boosting rounds: metrics in the container's log format, early stopping, checkpoints, cross-validation."""

from __future__ import annotations

import os
import re
import signal
from pathlib import Path
from typing import Any

import numpy as np
import xgboost

from floe_sagemaker import measures, tree
from floe_sagemaker.failures import UserError

_KEPT_CHECKPOINTS = 5


class _Log(xgboost.callback.TrainingCallback):
    """Prints `[round]<tab>train-auc:0.5<tab>validation-auc:0.5`, which the metric expressions read."""

    def __init__(self, offset: int = 0) -> None:
        self.offset = offset

    def after_iteration(self, model: Any, epoch: int, evals_log: dict) -> bool:
        parts = [
            f"{channel}-{metric}:{values[-1]:.5f}"
            for channel, metrics in evals_log.items()
            for metric, values in metrics.items()
        ]
        print("\t".join([f"[{epoch + self.offset}]", *parts]), flush=True)
        return False


class _Termination(xgboost.callback.TrainingCallback):
    """On SIGTERM ends after the round, the model so far saved, when save_model_on_termination asks for it."""

    def __init__(self) -> None:
        self.asked = False
        signal.signal(signal.SIGTERM, self._ask)

    def _ask(self, *_: Any) -> None:
        self.asked = True

    def after_iteration(self, model: Any, epoch: int, evals_log: dict) -> bool:
        return self.asked


class _Checkpoint(xgboost.callback.TrainingCallback):
    def __init__(self, folder: Path, offset: int) -> None:
        self.folder = folder
        self.offset = offset

    def after_iteration(self, model: Any, epoch: int, evals_log: dict) -> bool:
        number = epoch + self.offset
        partial = self.folder / f"xgboost-checkpoint.{number}.tmp"
        model.save_model(f"{partial}.ubj")
        os.replace(f"{partial}.ubj", self.folder / f"xgboost-checkpoint.{number}")
        (self.folder / f"xgboost-checkpoint.{number - _KEPT_CHECKPOINTS}").unlink(missing_ok=True)
        return False


def _latest(folder: Path) -> tuple[Path | None, int]:
    found = [
        (int(match.group(1)), each)
        for each in folder.glob("xgboost-checkpoint.*")
        if (match := re.fullmatch(r"xgboost-checkpoint\.(\d+)", each.name))
    ]
    return (max(found)[1], max(found)[0] + 1) if found else (None, 0)


def _prepared(booster: dict[str, Any]) -> tuple[dict[str, Any], Any, list[str]]:
    """Parameters for XGBoost, the added metrics, and every metric's name."""
    params = dict(booster)
    metrics = list(params.pop("eval_metric", []))
    own = [name for name in metrics if name not in measures.ADDED]
    if own:
        params["eval_metric"] = own
    elif metrics:
        params["disable_default_eval_metric"] = True
    params.setdefault("nthread", os.cpu_count() or 1)
    return params, measures.custom(metrics, str(params.get("objective", ""))), metrics


def run(
    booster: dict[str, Any], container: dict[str, Any], watched: list[tuple[Any, str]], leads: bool = True
) -> None:
    """`leads` is false on the instances of a distributed training that only take part."""
    if "_kfold" in container:
        if len(tree.config("resourceconfig").get("hosts", [])) > 1:
            raise UserError("_kfold is for one instance: cross-validation is not distributed")
        _cross_validate(booster, container, watched[0][0])
        return
    params, custom, metrics = _prepared(booster)
    rounds = container["num_round"]
    callbacks: list[Any] = []
    model_file, done = None, 0
    if os.environ.get("FLOE_CHECKPOINTS") == "1":
        tree.checkpoints().mkdir(parents=True, exist_ok=True)
        model_file, done = _latest(tree.checkpoints())
    if leads:
        callbacks.append(_Log(done))
    if container.get("save_model_on_termination") == "true":
        callbacks.append(_Termination())
    if "early_stopping_rounds" in container:
        callbacks.append(_early_stopping(container, metrics, watched))
    if os.environ.get("FLOE_CHECKPOINTS") == "1":
        callbacks.extend([_Checkpoint(tree.checkpoints(), done)] if leads else [])
    model = xgboost.train(
        params, watched[0][0], num_boost_round=max(rounds - done, 0), evals=watched, custom_metric=custom,
        callbacks=callbacks, xgb_model=None if model_file is None else _load(model_file), verbose_eval=False,
    )
    if leads:
        _save(model, "xgboost-model")


def _load(file: Path) -> Any:
    model = xgboost.Booster()
    model.load_model(bytearray(file.read_bytes()))
    return model


def _save(model: Any, name: str) -> None:
    """The artifact is UBJSON without an ending, as the service's container writes it."""
    file = tree.model() / f"{name}.ubj"
    model.save_model(file)
    os.replace(file, tree.model() / name)


def _early_stopping(container: dict[str, Any], metrics: list[str], watched: list[tuple[Any, str]]) -> Any:
    name = container.get("_tuning_objective_metric", "").partition(":")[2] or (metrics[-1] if metrics else None)
    base = (name or "").split("@")[0]
    return xgboost.callback.EarlyStopping(
        rounds=container["early_stopping_rounds"],
        data_name=watched[-1][1],
        metric_name=name,
        maximize=(base in measures.LARGER_IS_BETTER) if base else None,
        save_best=True,
    )


def _cross_validate(booster: dict[str, Any], container: dict[str, Any], matrix: Any) -> None:
    """One model per fold and repetition; the last line has the means, so that tuning reads them."""
    params, custom, _ = _prepared(booster)
    folds, repetitions, rounds = container["_kfold"], container.get("_num_cv_round", 1), container["num_round"]
    generator = np.random.default_rng(int(params.get("seed", 0)))
    results: list[dict[str, float]] = []
    for repetition in range(repetitions):
        order = generator.permutation(matrix.num_row())
        for fold, held in enumerate(np.array_split(order, folds)):
            rest = np.setdiff1d(order, held, assume_unique=True)
            evals: dict[str, Any] = {}
            train, validation = matrix.slice(np.sort(rest)), matrix.slice(np.sort(held))
            model = xgboost.train(
                params, train, num_boost_round=rounds, evals=[(train, "train"), (validation, "validation")],
                custom_metric=custom, evals_result=evals, callbacks=[_Log()], verbose_eval=False,
            )
            results.append({
                f"{channel}-{metric}": values[-1]
                for channel, found in evals.items() for metric, values in found.items()
            })
            _save(model, f"xgboost-model-{repetition * folds + fold}")
    means = [f"{name}:{np.mean([each[name] for each in results]):.5f}" for name in results[0]]
    print("\t".join([f"[{rounds}]", *means]), flush=True)
