"""The S3 operations that Step Functions has and the emulator's Step Functions lacks, called as the role."""

from __future__ import annotations

import os
from typing import Any

from ministack.core.responses import get_region

from floe_aws import permissions

_OPERATIONS = {"putObject": "put_object", "getObject": "get_object", "headObject": "head_object",
               "deleteObjects": "delete_objects", "listObjectVersions": "list_object_versions"}


class TaskError(Exception):
    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def operation(resource: str) -> str | None:
    """The client's method for a task's resource, or None when the emulator runs it itself."""
    head, _, name = resource.rpartition(":aws-sdk:s3:")
    return _OPERATIONS.get(name.partition(".")[0]) if head else None


def call(method: str, data: dict, role: str, session: str, machine: str) -> dict:
    import boto3
    from botocore.config import Config
    from botocore.exceptions import BotoCoreError, ClientError

    status, keys = permissions.assume_for_service(role, "states.amazonaws.com", session, machine)
    if status != 200:
        raise TaskError("S3Exception", keys["message"])
    client = boto3.client(
        "s3", endpoint_url=os.environ["FLOE_FRONT"], region_name=get_region(),
        aws_access_key_id=keys["accessKeyId"], aws_secret_access_key=keys["secretAccessKey"],
        aws_session_token=keys["sessionToken"],
        config=Config(s3={"addressing_style": "path"}, retries={"max_attempts": 1}),
    )
    values = dict(data)
    if isinstance(values.get("Body"), (dict, list)):
        import json

        values["Body"] = json.dumps(values["Body"])
    try:
        answer = getattr(client, method)(**values)
    except ClientError as error:
        detail = error.response.get("Error", {})
        code = str(detail.get("Code", "S3"))
        named = f"{code}Exception" if code in ("NoSuchKey", "NoSuchBucket") else "S3Exception"
        raise TaskError(named, f"{detail.get('Message', error)} (Service: S3, Status Code: "
                        f"{error.response.get('ResponseMetadata', {}).get('HTTPStatusCode', 400)})") from None
    except (BotoCoreError, TypeError) as error:
        raise TaskError("S3Exception", str(error)) from None
    answer.pop("ResponseMetadata", None)
    return _plain(answer)


def _plain(value: Any) -> Any:
    if hasattr(value, "read"):
        return value.read().decode("utf-8", "replace")
    if hasattr(value, "isoformat"):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return value
