"""What Floe adds to the AWS emulator: SageMaker in Step Functions, service roles, events, snapshots."""
