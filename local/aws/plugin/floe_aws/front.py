"""Signed calls from the emulator to the SageMaker front, with a role's credentials."""

from __future__ import annotations

import datetime
import hashlib
import json
import os
import urllib.error
import urllib.request

from ministack.core import sigv4


class FrontError(Exception):
    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def call(action: str, payload: dict, credentials: dict, region: str) -> dict:
    """One SageMaker operation; raises FrontError with the service's code and message."""
    endpoint = os.environ["FLOE_FRONT"]
    body = json.dumps(payload).encode()
    now = datetime.datetime.now(datetime.timezone.utc)
    stamp = now.strftime("%Y%m%dT%H%M%SZ")
    headers = {
        "content-type": "application/x-amz-json-1.1",
        "host": endpoint.split("//", 1)[1],
        "x-amz-date": stamp,
        "x-amz-security-token": credentials["sessionToken"],
        "x-amz-target": f"SageMaker.{action}",
    }
    signed = ";".join(sorted(headers))
    digest = hashlib.sha256(body).hexdigest()
    canonical = sigv4.build_canonical_request("POST", "/", headers, {}, signed, payload_hash=digest)
    to_sign = sigv4.build_string_to_sign(stamp, stamp[:8], region, "sagemaker", canonical)
    signature = sigv4.calculate_signature(
        credentials["secretAccessKey"], stamp[:8], region, "sagemaker", to_sign
    )
    scope = f"{credentials['accessKeyId']}/{stamp[:8]}/{region}/sagemaker/aws4_request"
    headers["authorization"] = f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders={signed}, Signature={signature}"
    request = urllib.request.Request(endpoint, data=body, headers=headers, method="POST")
    try:
        with urllib.request.urlopen(request, timeout=60) as response:
            return json.loads(response.read() or b"{}")
    except urllib.error.HTTPError as error:
        detail = json.loads(error.read() or b"{}")
        raise FrontError(
            str(detail.get("__type", "InternalFailure")).rpartition("#")[2],
            str(detail.get("message") or detail.get("Message") or error),
        ) from None
