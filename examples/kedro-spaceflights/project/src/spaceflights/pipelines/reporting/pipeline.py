from kedro.pipeline import Node, Pipeline

from .nodes import predict_prices


def create_pipeline(**_kwargs) -> Pipeline:
    inputs = [
        "model_input_table",
        "active.regressor",
        "candidate.regressor",
        "active.metrics",
        "candidate.metrics",
        "parameters",
    ]
    return Pipeline([Node(predict_prices, inputs, "predictions", name="predict_prices")], tags="report")
