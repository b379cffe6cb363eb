import { type Algorithm, maximize } from "./algorithm";
import { above, between, choice, matching, real, required, tunable, tunableValues, whole } from "./rule";

const flag = choice("True", "False", "true", "false");
const bit = choice("0", "1");
const steps = matching(/^\d+(\s*,\s*\d+)*$/, "10,20,30");
const layers = [18, 34, 50, 101, 152, 200, 20, 32, 44, 56, 110].map(String);

const stopping = {
  early_stopping: flag,
  early_stopping_min_epochs: whole(1),
  early_stopping_patience: whole(1),
  early_stopping_tolerance: real(0, 1),
};

/** Source: SageMaker guide, "Image classification hyperparameters" and "Tune an image classification model". */
export const imageClassification: Algorithm = {
  name: "image classification",
  repository: "image-classification",
  parameters: {
    num_classes: required(whole(1)),
    num_training_samples: required(whole(1)),
    augmentation_type: choice("crop", "crop_color", "crop_color_transform"),
    beta_1: tunable(real(0, 1), 1e-6, 0.999),
    beta_2: tunable(real(0, 1), 1e-6, 0.999),
    checkpoint_frequency: whole(1),
    ...stopping,
    epochs: whole(1),
    eps: tunable(real(0, 1), 1e-8, 1),
    gamma: tunable(real(0, 1), 1e-8, 0.999),
    image_shape: matching(/^\d+\s*,\s*\d+\s*,\s*\d+$/, "3,224,224"),
    kv_store: choice("dist_sync", "dist_async"),
    learning_rate: tunable(real(0, 1), 1e-6, 0.5),
    lr_scheduler_factor: real(0, 1),
    lr_scheduler_step: steps,
    mini_batch_size: tunable(whole(1), 8, 512),
    momentum: tunable(real(0, 1), 0, 0.999),
    multi_label: bit,
    num_layers: choice(...layers),
    optimizer: tunableValues(choice("sgd", "adam", "rmsprop", "nag"), "sgd", "adam", "rmsprop", "nag"),
    precision_dtype: choice("float32", "float16"),
    resize: whole(1),
    top_k: whole(2),
    use_pretrained_model: bit,
    use_weighted_loss: bit,
    weight_decay: tunable(real(0, 1), 0, 0.999),
  },
  objectives: maximize("validation:accuracy"),
  channels: ["train", "validation"],
};

/** Source: SageMaker guide, "Object detection hyperparameters" and "Tune an object detection model". */
export const objectDetection: Algorithm = {
  name: "object detection",
  repository: "object-detection",
  parameters: {
    num_classes: required(whole(1)),
    num_training_samples: required(whole(1)),
    base_network: choice("vgg-16", "resnet-50"),
    ...stopping,
    image_shape: whole(300),
    epochs: whole(1),
    freeze_layer_pattern: matching(/^.*$/, "^(conv1_|conv2_).*"),
    kv_store: choice("dist_sync", "dist_async"),
    label_width: whole(1),
    learning_rate: tunable(above(0, 1), 1e-6, 0.5),
    lr_scheduler_factor: between(0, 1),
    lr_scheduler_step: steps,
    mini_batch_size: tunable(whole(1), 8, 64),
    momentum: tunable(real(0, 1), 0, 0.999),
    nms_threshold: above(0, 1),
    optimizer: tunableValues(
      choice("sgd", "adam", "rmsprop", "adadelta"),
      "sgd",
      "adam",
      "rmsprop",
      "adadelta",
    ),
    overlap_threshold: above(0, 1),
    use_pretrained_model: bit,
    weight_decay: tunable(real(0, 1), 0, 0.999),
  },
  objectives: maximize("validation:mAP"),
  channels: ["train", "validation"],
};

/**
 * Source: SageMaker guide, "Semantic segmentation hyperparameters" and, for the objectives, "Tuning a semantic
 * segmentation model". Which ranges pay is not known here, so none is recommended.
 */
export const semanticSegmentation: Algorithm = {
  name: "semantic segmentation",
  repository: "semantic-segmentation",
  parameters: {
    backbone: choice("resnet-50", "resnet-101"),
    use_pretrained_model: flag,
    algorithm: choice("fcn", "psp", "deeplab"),
    num_classes: required(whole(2, 254)),
    num_training_samples: required(whole(1)),
    base_size: whole(17),
    crop_size: whole(17),
    ...stopping,
    epochs: whole(1),
    gamma1: tunable(real(0, 1)),
    gamma2: tunable(real(0, 1)),
    learning_rate: tunable(above(0, 1)),
    lr_scheduler: choice("poly", "cosine", "step"),
    lr_scheduler_factor: real(0, 1),
    lr_scheduler_step: steps,
    mini_batch_size: tunable(whole(1)),
    momentum: tunable(above(0, 1)),
    optimizer: tunable(choice("adam", "adagrad", "nag", "rmsprop", "sgd")),
    syncbn: flag,
    validation_mini_batch_size: whole(1),
    weight_decay: tunable(between(0, 1)),
  },
  objectives: maximize("validation:mIOU", "validation:pixel_accuracy"),
  channels: ["train", "train_annotation", "validation", "validation_annotation"],
};
