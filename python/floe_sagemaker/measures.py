"""Metrics that the container adds to those of XGBoost itself."""

from __future__ import annotations

from typing import Any, Callable

import numpy as np


def _classes(prediction: np.ndarray, matrix: Any, objective: str) -> tuple[np.ndarray, np.ndarray]:
    labels = matrix.get_label().astype(int)
    if prediction.ndim == 2:
        return labels, prediction.argmax(axis=1)
    if objective == "multi:softmax":
        return labels, prediction.astype(int)
    return labels, (prediction > (0.0 if objective == "binary:logitraw" else 0.5)).astype(int)


def _counts(labels: np.ndarray, predicted: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    size = int(max(labels.max(initial=0), predicted.max(initial=0))) + 1
    table = np.zeros((max(size, 2), max(size, 2)))
    np.add.at(table, (labels, predicted), 1)
    return np.diag(table), table.sum(axis=0), table.sum(axis=1)


def _ratio(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    return np.divide(part, whole, out=np.zeros_like(part), where=whole > 0)


def _classification(name: str, hits: np.ndarray, predicted: np.ndarray, actual: np.ndarray) -> float:
    precision, recall = _ratio(hits, predicted), _ratio(hits, actual)
    f1 = _ratio(2 * precision * recall, precision + recall)
    present = actual > 0
    return float({
        "accuracy": hits.sum() / max(actual.sum(), 1),
        "balanced_accuracy": recall[present].mean(),
        "f1": f1[present].mean() if len(f1) > 2 else f1[1],
        "f1_binary": f1[1],
        "f1_macro": f1.mean(),
        "precision": precision[1] if len(precision) == 2 else precision.mean(),
        "precision_macro": precision.mean(),
        "precision_micro": hits.sum() / max(predicted.sum(), 1),
        "recall": recall[1] if len(recall) == 2 else recall.mean(),
        "recall_macro": recall.mean(),
        "recall_micro": hits.sum() / max(actual.sum(), 1),
    }[name])


_CLASSIFICATION = (
    "accuracy", "balanced_accuracy", "f1", "f1_binary", "f1_macro", "precision", "precision_macro",
    "precision_micro", "recall", "recall_macro", "recall_micro",
)
ADDED = (*_CLASSIFICATION, "mse", "r2")
# A larger value is the better one: early stopping must know.
LARGER_IS_BETTER = (*_CLASSIFICATION, "r2", "auc", "aucpr", "map", "ndcg", "pre", "interval-regression-accuracy")


def custom(names: list[str], objective: str) -> Callable[[np.ndarray, Any], list[tuple[str, float]]] | None:
    """One function that answers all added metrics asked for, or None."""
    wanted = [name for name in names if name in ADDED]
    if not wanted:
        return None

    def measure(prediction: np.ndarray, matrix: Any) -> list[tuple[str, float]]:
        found: list[tuple[str, float]] = []
        counts = None
        for name in wanted:
            if name in ("mse", "r2"):
                labels = matrix.get_label()
                squares = float(((labels - prediction) ** 2).mean())
                spread = float(labels.var())
                found.append((name, squares if name == "mse" else 1 - squares / spread if spread else 0.0))
                continue
            counts = counts or _counts(*_classes(prediction, matrix, objective))
            found.append((name, _classification(name, *counts)))
        return found

    return measure
