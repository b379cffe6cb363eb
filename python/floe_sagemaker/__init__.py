"""Training and serving in the contract of SageMaker's containers."""
