"""The built-in XGBoost algorithm: reads the tree of the training contract and writes model/xgboost-model."""

from __future__ import annotations

import logging
import os
import signal
import sys
import traceback
from typing import Any

from floe_sagemaker import parent, tree
from floe_sagemaker.failures import USER_ERROR_EXIT, UserError

_log = logging.getLogger("sagemaker-containers")


class _Stopped(Exception):
    """The platform asked the job to end."""


def _train() -> None:
    from floe_sagemaker import hyperparameters

    booster, container = hyperparameters.parse(tree.config("hyperparameters"))
    inputs = tree.config("inputdataconfig")
    if "train" not in inputs:
        raise UserError("Channel 'train' is required: InputDataConfig has " + (", ".join(inputs) or "no channels"))
    from floe_sagemaker import cluster

    with cluster.joined() as leads:
        _fit(booster, container, inputs, leads)


def _fit(booster: dict[str, Any], container: dict[str, Any], inputs: dict[str, Any], leads: bool) -> None:
    import xgboost

    from floe_sagemaker import data, rounds

    weights = container.get("csv_weights", 0) == 1
    train = data.load(tree.channel("train"), inputs["train"].get("ContentType"), weights)
    watched = [(train, "train")]
    if "validation" in inputs:
        validation = data.load(tree.channel("validation"), inputs["validation"].get("ContentType"), weights)
        if validation.num_col() != train.num_col():
            raise UserError(
                f"Channel 'validation' has {validation.num_col()} features and channel 'train' {train.num_col()}"
            )
        watched.append((validation, "validation"))
        _log.info("Train matrix has %d rows and %d columns", train.num_row(), train.num_col())
        _log.info("Validation matrix has %d rows", validation.num_row())
    else:
        _log.info("Train matrix has %d rows and %d columns", train.num_row(), train.num_col())
    try:
        rounds.run(booster, container, watched, leads)
    except xgboost.core.XGBoostError as error:
        # XGBoost checks labels and parameters against each other itself: its first line says what is wrong.
        text = str(error).split("\n")
        reason = next((line for line in text if "Check failed" in line or "label" in line), text[0])
        raise UserError(f"XGB train call failed with exception: {reason}") from None


def main() -> int:
    logging.basicConfig(
        level=logging.INFO, stream=sys.stdout, format="[%(asctime)s:%(levelname)s] %(message)s",
        datefmt="%Y-%m-%d:%H:%M:%S",
    )
    parent.end_with_parent()
    tree.model().mkdir(parents=True, exist_ok=True)
    _log.info("Running XGBoost Sagemaker in algorithm mode")
    try:
        _train()
    except UserError as error:
        _log.error("%s", error)
        tree.write_failure(str(error))
        return USER_ERROR_EXIT
    except Exception as error:  # noqa: BLE001 - every failure is reported in the failure file
        traceback.print_exc()
        tree.write_failure(f"{type(error).__name__}: {error}")
        return 1
    return 0


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    code = main()
    sys.stdout.flush()
    os._exit(code)
