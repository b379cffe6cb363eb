"""Which permission a Step Functions task needs of its state machine's role."""

from __future__ import annotations

from typing import Any

from ministack.core.responses import get_account_id, get_region

# IAM prefixes that differ from the service's name in aws-sdk integrations.
_PREFIXES = {
    "eventbridge": "events", "sfn": "states", "cloudwatchlogs": "logs", "secretsmanager": "secretsmanager",
    "elasticloadbalancingv2": "elasticloadbalancing",
}
_S3_OBJECT = {"getObject", "putObject", "deleteObject", "headObject", "copyObject", "getObjectTagging"}
_S3_ACTIONS = {
    "headObject": "s3:GetObject", "copyObject": "s3:PutObject", "listObjectsV2": "s3:ListBucket",
    "listObjects": "s3:ListBucket", "headBucket": "s3:ListBucket",
}


def _function_arn(reference: str) -> str:
    if reference.startswith("arn:"):
        return reference
    return f"arn:aws:lambda:{get_region()}:{get_account_id()}:function:{reference.rpartition(':')[2]}"


def _queue_arn(url: str) -> str:
    return f"arn:aws:sqs:{get_region()}:{get_account_id()}:{url.rstrip('/').rpartition('/')[2]}"


def _table_arn(name: str) -> str:
    return name if name.startswith("arn:") else f"arn:aws:dynamodb:{get_region()}:{get_account_id()}:table/{name}"


def _bus_arn(name: str) -> str:
    return name if name.startswith("arn:") else f"arn:aws:events:{get_region()}:{get_account_id()}:event-bus/{name}"


def needs(resource: str, data: Any) -> list[tuple[str, str | None]]:
    """The pairs of IAM action and resource; no resource where it cannot be told from the input."""
    values = data if isinstance(data, dict) else {}
    if ":lambda:" in resource and ":states:::" not in resource:
        return [("lambda:InvokeFunction", resource)]
    tail = resource.partition(":states:::")[2]
    service, _, action = tail.partition(":")
    action = action.partition(".")[0]
    if service == "lambda":
        return [("lambda:InvokeFunction", _function_arn(str(values.get("FunctionName", ""))))]
    if service == "sns":
        return [("sns:Publish", str(values.get("TopicArn") or values.get("TargetArn") or "*"))]
    if service == "sqs":
        return [("sqs:SendMessage", _queue_arn(str(values.get("QueueUrl", ""))))]
    if service == "events":
        entries = values.get("Entries") or [{}]
        return [("events:PutEvents", _bus_arn(str(e.get("EventBusName") or "default"))) for e in entries]
    if service == "states":
        return [("states:StartExecution", str(values.get("StateMachineArn", "*")))]
    if service == "dynamodb":
        pascal = action[:1].upper() + action[1:]
        return [(f"dynamodb:{pascal}", _table_arn(str(values.get("TableName", ""))))]
    if service == "aws-sdk":
        name, _, operation = action.partition(":")
        return _sdk_needs(name, operation, values)
    return []


def _sdk_needs(service: str, operation: str, values: dict) -> list[tuple[str, str | None]]:
    operation = operation.partition(".")[0]
    pascal = operation[:1].upper() + operation[1:]
    if service == "s3":
        bucket = f"arn:aws:s3:::{values.get('Bucket', '')}"
        target = f"{bucket}/{values.get('Key', '')}" if operation in _S3_OBJECT else bucket
        return [(_S3_ACTIONS.get(operation, f"s3:{pascal}"), target)]
    return [(f"{_PREFIXES.get(service, service)}:{pascal}", None)]


def denial_error(resource: str) -> str:
    """The error name a task fails with when its role lacks a permission."""
    tail = resource.partition(":states:::")[2]
    parts = tail.split(":")
    service = parts[1] if parts[0] == "aws-sdk" and len(parts) > 1 else parts[0] or "lambda"
    names = {"s3": "S3.S3Exception", "lambda": "Lambda.AWSLambdaException", "sns": "SNS.AmazonSNSException",
             "sqs": "SQS.AmazonSQSException", "events": "EventBridge.AmazonEventBridgeException"}
    return names.get(service, f"{service.capitalize()}.AccessDeniedException")
