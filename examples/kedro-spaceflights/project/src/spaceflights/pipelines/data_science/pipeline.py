from kedro.pipeline import Node, Pipeline

from .nodes import evaluate_model, split_data, train_model


def create_pipeline(**_kwargs) -> Pipeline:
    model = Pipeline(
        [
            Node(
                split_data,
                ["model_input_table", "params:model_options"],
                ["features_train", "features_test", "price_train", "price_test"],
                name="split",
            ),
            Node(train_model, ["features_train", "price_train"], "regressor", name="train"),
            Node(evaluate_model, ["regressor", "features_test", "price_test"], "metrics", name="evaluate"),
        ],
        tags="model",
    )
    return sum(
        (
            Pipeline(model, namespace=name, inputs="model_input_table", prefix_datasets_with_namespace=True)
            for name in ["active", "candidate"]
        ),
        Pipeline([]),
    )
