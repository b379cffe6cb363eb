"""A user's inference script: model_fn, input_fn, predict_fn, output_fn, or transform_fn in one."""

from __future__ import annotations

import importlib.util
import os
import sys
from pathlib import Path
from types import ModuleType
from typing import Any, Callable

import numpy as np

from floe_sagemaker import codec


class ScriptModel:
    def __init__(self, model_folder: Path, code_folder: Path, program: str) -> None:
        module = _module(code_folder, program)
        loader: Callable[[str], Any] | None = getattr(module, "model_fn", None)
        self.model = loader(str(model_folder)) if loader else _default_model(model_folder)
        self.module = module
        self.batch = os.environ.get("SAGEMAKER_BATCH") == "true"

    def invoke(self, body: bytes, content_type: str | None, accept: str | None) -> tuple[bytes, str]:
        wanted = accept if accept and accept != "*/*" else os.environ.get("SAGEMAKER_DEFAULT_INVOCATIONS_ACCEPT", "text/csv")
        kind = content_type or "text/csv"
        given: Any = body.decode("utf-8") if codec.known(kind, codec.CSV) not in (None, codec.PARQUET) else body
        transform = getattr(self.module, "transform_fn", None)
        if transform is not None:
            return _answer(transform(self.model, given, kind, wanted), wanted)
        read = getattr(self.module, "input_fn", None)
        rows = read(given, kind) if read else codec.decode(body, kind)
        predict = getattr(self.module, "predict_fn", None)
        prediction = predict(rows, self.model) if predict else _default_predict(self.model, rows)
        write = getattr(self.module, "output_fn", None)
        if write is not None:
            return _answer(write(prediction, wanted), wanted)
        return codec.encode(np.asarray(prediction), wanted, self.batch)


def _module(folder: Path, program: str) -> ModuleType:
    file = folder / program
    if not file.is_file():
        raise FileNotFoundError(f"The inference script {program} is not in the model's code folder")
    sys.path[:0] = [str(folder), str(folder / ".packages")]
    spec = importlib.util.spec_from_file_location(file.stem, file)
    if spec is None or spec.loader is None:
        raise ImportError(f"{program} is not a Python file")
    module = importlib.util.module_from_spec(spec)
    sys.modules[file.stem] = module
    spec.loader.exec_module(module)
    return module


def _default_model(folder: Path) -> Any:
    from floe_sagemaker.model import XgboostModel

    return XgboostModel(folder)


def _default_predict(model: Any, rows: Any) -> Any:
    boosters = getattr(model, "boosters", None)
    return model._predict(boosters[0], rows) if boosters else model.predict(rows)


def _answer(result: Any, accept: str) -> tuple[bytes, str]:
    """What the functions may return: a body, a pair of body and type, or an object with `response` and `mimetype`."""
    if hasattr(result, "response"):
        result = (result.response, getattr(result, "mimetype", accept))
    body, kind = result if isinstance(result, tuple) else (result, accept)
    return (body.encode() if isinstance(body, str) else bytes(body)), str(kind)
