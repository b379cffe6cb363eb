"""The hyperparameters of the XGBoost 3.2-0 container: which exist, their types, ranges and dependencies.

Source: "XGBoost hyperparameters" and "Tune an XGBoost Model", Amazon SageMaker AI Developer Guide.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Callable

from floe_sagemaker.failures import UserError

OBJECTIVES = (
    "reg:squarederror", "reg:squaredlogerror", "reg:logistic", "reg:pseudohubererror", "reg:absoluteerror",
    "reg:quantileerror", "reg:gamma", "reg:tweedie", "reg:linear", "binary:logistic", "binary:logitraw",
    "binary:hinge", "count:poisson", "survival:cox", "survival:aft", "multi:softmax", "multi:softprob",
    "rank:pairwise", "rank:ndcg", "rank:map",
)
METRICS = (
    "rmse", "rmsle", "mae", "mape", "mphe", "logloss", "error", "merror", "mlogloss", "auc", "aucpr", "ndcg", "map",
    "pre", "poisson-nloglik", "gamma-nloglik", "cox-nloglik", "gamma-deviance", "tweedie-nloglik", "aft-nloglik",
    "interval-regression-accuracy", "accuracy", "balanced_accuracy", "f1", "f1_binary", "f1_macro", "mse",
    "precision", "precision_macro", "precision_micro", "r2", "recall", "recall_macro", "recall_micro",
)


@dataclass(frozen=True)
class Parameter:
    parse: Callable[[str, str], Any]
    # Ours alone: read by the container and not handed to XGBoost.
    container: bool = False


def _real(low: float | None = None, high: float | None = None, above: bool = False) -> Parameter:
    def parse(name: str, text: str) -> float:
        try:
            value = float(text)
        except ValueError:
            raise UserError(f"Hyperparameter {name}: expected a number, but found {text!r}") from None
        if low is not None and (value < low or (above and value == low)):
            raise UserError(f"Hyperparameter {name}: {text} must be {'above' if above else 'at least'} {low:g}")
        if high is not None and value > high:
            raise UserError(f"Hyperparameter {name}: {text} must be at most {high:g}")
        return value

    return Parameter(parse)


def _whole(low: int | None = None, high: int | None = None, container: bool = False) -> Parameter:
    def parse(name: str, text: str) -> int:
        try:
            value = int(text)
        except ValueError:
            raise UserError(f"Hyperparameter {name}: expected a whole number, but found {text!r}") from None
        if low is not None and value < low:
            raise UserError(f"Hyperparameter {name}: {text} must be at least {low}")
        if high is not None and value > high:
            raise UserError(f"Hyperparameter {name}: {text} must be at most {high}")
        return value

    return Parameter(parse, container)


def _one_of(*allowed: str, container: bool = False) -> Parameter:
    def parse(name: str, text: str) -> str:
        if text not in allowed:
            raise UserError(f"Hyperparameter {name}: {text!r} must be one of {', '.join(allowed)}")
        return text

    return Parameter(parse, container)


def _some_of(*allowed: str) -> Parameter:
    def parse(name: str, text: str) -> list[str]:
        values = [each.strip(" '\"") for each in text.strip("[] ").split(",") if each.strip(" '\"")]
        unknown = [each for each in values if each.split("@")[0].split(":")[0] not in allowed and each not in allowed]
        if not values or unknown:
            raise UserError(f"Hyperparameter {name}: {text!r} must name some of {', '.join(allowed)}")
        return values

    return Parameter(parse)


def _text() -> Parameter:
    return Parameter(lambda _name, text: text)


def _structure() -> Parameter:
    def parse(name: str, text: str) -> str:
        try:
            json.loads(text.replace("(", "[").replace(")", "]").replace("'", '"'))
        except ValueError:
            raise UserError(f"Hyperparameter {name}: {text!r} must be a list, such as (1,0,-1)") from None
        return text

    return Parameter(parse)


PARAMETERS: dict[str, Parameter] = {
    "num_round": _whole(1, container=True),
    "csv_weights": _whole(0, 1, container=True),
    "early_stopping_rounds": _whole(1, container=True),
    "save_model_on_termination": _one_of("true", "false", container=True),
    "use_dask_gpu_training": _one_of("true", "false", container=True),
    "_kfold": _whole(2, container=True),
    "_num_cv_round": _whole(1, container=True),
    "_tuning_objective_metric": Parameter(lambda _name, text: text, container=True),
    "booster": _one_of("gbtree", "gblinear", "dart"),
    "verbosity": _whole(0, 3),
    "nthread": _whole(1),
    "eta": _real(0, 1),
    "gamma": _real(0),
    "max_depth": _whole(0),
    "min_child_weight": _real(0),
    "max_delta_step": _real(0),
    "subsample": _real(0, 1, above=True),
    "sampling_method": _one_of("uniform", "gradient_based"),
    "colsample_bytree": _real(0, 1, above=True),
    "colsample_bylevel": _real(0, 1, above=True),
    "colsample_bynode": _real(0, 1, above=True),
    "lambda": _real(0),
    "alpha": _real(0),
    "tree_method": _one_of("auto", "exact", "approx", "hist", "gpu_hist"),
    "sketch_eps": _real(0, 1, above=True),
    "scale_pos_weight": _real(0),
    "updater": _text(),
    "dsplit": _one_of("row", "col"),
    "refresh_leaf": _whole(0, 1),
    "process_type": _one_of("default", "update"),
    "grow_policy": _one_of("depthwise", "lossguide"),
    "max_leaves": _whole(0),
    "max_bin": _whole(2),
    "predictor": _one_of("auto", "cpu_predictor", "gpu_predictor"),
    "num_parallel_tree": _whole(1),
    "monotone_constraints": _structure(),
    "interaction_constraints": _structure(),
    "deterministic_histogram": _one_of("true", "false"),
    "sample_type": _one_of("uniform", "weighted"),
    "normalize_type": _one_of("tree", "forest"),
    "rate_drop": _real(0, 1),
    "one_drop": _whole(0, 1),
    "skip_drop": _real(0, 1),
    "lambda_bias": _real(0),
    "tweedie_variance_power": _real(1, 2),
    "huber_slope": _real(0, above=True),
    "aft_loss_distribution": _one_of("normal", "logistic", "extreme"),
    "aft_loss_distribution_scale": _real(0, above=True),
    "objective": _one_of(*OBJECTIVES),
    "num_class": _whole(2),
    "base_score": _real(),
    "eval_metric": _some_of(*METRICS),
    "seed": _whole(),
}
ALIASES = {
    "learning_rate": "eta", "min_split_loss": "gamma", "reg_lambda": "lambda", "reg_alpha": "alpha",
    "random_state": "seed",
}
# Read by the platform or the toolkit, or removed from XGBoost: accepted, without effect on training.
_IGNORED_BY_XGBOOST = {"dsplit", "predictor", "deterministic_histogram", "sketch_eps", "lambda_bias"}


def parse(given: dict[str, str]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Hyperparameters for XGBoost and for the container; raises UserError at the first that is wrong."""
    booster: dict[str, Any] = {}
    container: dict[str, Any] = {}
    for key, text in given.items():
        name = ALIASES.get(key, key)
        parameter = PARAMETERS.get(name)
        if parameter is None:
            raise UserError(f"Extraneous hyperparameter found: {key}; it is none of {', '.join(sorted(PARAMETERS))}")
        if name in booster or name in container:
            raise UserError(f"Hyperparameter {key}: it is given twice, also under its other name")
        value = parameter.parse(key, str(text).strip().strip('"'))
        (container if parameter.container else booster)[name] = value
    _report_objective(booster, container)
    _check_together(booster, container)
    for name in _IGNORED_BY_XGBOOST:
        booster.pop(name, None)
    return booster, container


def _report_objective(booster: dict[str, Any], container: dict[str, Any]) -> None:
    """A tuning job has the container report what it aims at, whether or not eval_metric names it."""
    aim = container.get("_tuning_objective_metric", "").partition(":")[2]
    metrics = booster.get("eval_metric", [])
    if aim and aim not in metrics:
        booster["eval_metric"] = [*metrics, aim]


def _check_together(booster: dict[str, Any], container: dict[str, Any]) -> None:
    if "num_round" not in container:
        raise UserError("Missing required hyperparameter: num_round")
    objective = booster.get("objective", "")
    if objective.startswith("multi:") and "num_class" not in booster:
        raise UserError(f"Require input for parameter 'num_class' for the objective {objective}")
    if not objective.startswith("multi:") and "num_class" in booster:
        raise UserError(f"Do not need to setup parameter 'num_class' for the objective {objective or 'reg:squarederror'}")
    if booster.get("tree_method") == "gpu_hist" or container.get("use_dask_gpu_training") == "true":
        raise UserError("The local container has no GPU: use tree_method hist")
    for metric in booster.get("eval_metric", []):
        if metric == "auc" and objective and not objective.startswith(("binary:", "multi:", "rank:", "reg:logistic")):
            raise UserError(f"Metric 'auc' can only be applied for classification and ranking, not for {objective}")
    if "early_stopping_rounds" in container and "_kfold" in container:
        raise UserError("early_stopping_rounds and _kfold cannot be used together")
