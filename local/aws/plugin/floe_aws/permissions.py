"""Decisions on roles and policies, taken by the emulator's own IAM evaluator."""

from __future__ import annotations

import json
import time
from typing import Any

from ministack.core import iam_evaluator as iam
from ministack.core.responses import get_account_id, set_request_account_id, set_request_region


def authorize(
    method: str, path: str, query: dict, headers: list, body: bytes, region: str, checks: list[dict]
) -> tuple[int, dict]:
    """Check a signed request's signature, then each action it needs; the answer names the caller."""
    from ministack.app import _request_account_scope
    from ministack.core.router import extract_access_key_id

    lowered = {name.lower(): value for name, value in headers}
    raw = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers]
    key = extract_access_key_id(lowered, query) or ""
    if key:
        try:
            set_request_account_id(_request_account_scope(key))
        except iam.AmbiguousAccessKeyError:
            return 403, {"code": "InvalidClientTokenId", "message": "The security token is invalid."}
    set_request_region(region)
    iam.pin_request_origin("127.0.0.1", True)
    iam.pin_signed_request(method, path, query, raw)
    iam.pin_signed_body(body)
    iam.pin_request_caller(lowered, query)
    for check in checks:
        denied = iam.enforce(
            key, check["action"], "sagemaker", region, check["resource"].replace("{account}", get_account_id()),
            check.get("context") or {},
        )
        if isinstance(denied, iam.AuthError):
            return 403, {"code": denied.code, "message": denied.message}
        if denied is not None:
            resource = check["resource"].replace("{account}", get_account_id())
            because = (
                "with an explicit deny in an identity-based policy"
                if denied.decision == "Deny"
                else f"because no identity-based policy allows the {check['action']} action"
            )
            return 403, {
                "code": "AccessDeniedException",
                "message": f"User: {denied.principal_arn} is not authorized to perform: {check['action']} "
                f"on resource: {resource} {because}",
            }
    identity = iam.resolve_caller_identity(key) or {}
    return 200, {"account": get_account_id(), "arn": identity.get("userArn", "")}


def _role(role_arn: str) -> dict | None:
    from ministack.services import iam as store

    parts = role_arn.split(":")
    if len(parts) < 6 or not parts[5].startswith("role/"):
        return None
    role = store._roles.get_scoped(parts[4], None, parts[5].rsplit("/", 1)[-1])
    return role if role is not None and role.get("Arn", role_arn) == role_arn else None


def trusts(role_arn: str, service: str, source_arn: str = "") -> bool:
    """Whether the role exists and its trust policy lets an AWS service assume it."""
    role = _role(role_arn)
    if role is None:
        return False
    document = role.get("AssumeRolePolicyDocument") or {}
    if isinstance(document, str):
        try:
            document = json.loads(document)
        except ValueError:
            return False
    account = role_arn.split(":")[4]
    context = iam.EvalContext(
        principal_arn="", principal_type="Service", principal_account="", action="sts:AssumeRole",
        resource_arn=role_arn, region="", secure_transport=True,
        service_context={"aws:sourceaccount": account, "aws:sourcearn": source_arn or None},
    )
    allowed = False
    statements = document.get("Statement", [])
    for statement in [statements] if isinstance(statements, dict) else statements:
        actions = statement.get("Action", [])
        if not iam._action_matches(context.action, [actions] if isinstance(actions, str) else actions, []):
            continue
        principal = statement.get("Principal", {})
        if principal != "*" and not iam._service_principal_matches(principal, service):
            continue
        if not iam._conditions_met(statement.get("Condition", {}), context):
            continue
        if statement.get("Effect") == "Deny":
            return False
        allowed = allowed or statement.get("Effect") == "Allow"
    return allowed


def assume_for_service(role_arn: str, service: str, session_name: str, source_arn: str = "") -> tuple[int, dict]:
    """Credentials of a role as an AWS service gets them, or why it does not."""
    if not trusts(role_arn, service, source_arn):
        exists = _role(role_arn) is not None
        return 403, {
            "code": "RoleNotAssumable",
            "exists": exists,
            "message": f"The role {role_arn} "
            + (f"does not trust {service}" if exists else "does not exist"),
        }
    from ministack.services import sts

    account = role_arn.split(":")[4]
    set_request_account_id(account)
    arn, _ = sts._assumed_role_arn(role_arn, session_name)
    keys = {
        "accessKeyId": sts._gen_session_access_key(),
        "secretAccessKey": sts._gen_secret(),
        "sessionToken": sts._gen_session_token(),
    }
    expires = time.time() + 12 * 3600
    sts.register_session(keys["accessKeyId"], {
        "Arn": arn,
        "UserId": f"{sts._role_id(role_arn)}:{session_name}",
        "SecretAccessKey": keys["secretAccessKey"],
        "SessionToken": keys["sessionToken"],
        "Expiration": expires,
        "AccountId": account,
        "PrincipalType": "AssumedRole",
        "SourceAccessKeyId": "",
        "SourcePrincipalArn": service,
        "SessionTags": None,
        "SessionPolicies": None,
    })
    return 200, {**keys, "expiration": expires, "arn": arn}


def role_may(role_arn: str, session_name: str, action: str, resource: str | None, context: dict[str, Any]) -> str | None:
    """None when the role's policies allow the action, else the refusal as AWS words it.

    Without a resource, an allowance on any resource is enough.
    """
    parts = role_arn.split(":")
    name = parts[5].rsplit("/", 1)[-1] if len(parts) > 5 else ""
    account = parts[4] if len(parts) > 4 else ""
    arn = f"arn:aws:sts::{account}:assumed-role/{name}/{session_name}"
    policies = iam._gather_role_policies(name, account)
    if resource is None:
        allowed = any(
            statement.effect == "Allow" and iam._action_matches(action, statement.actions, statement.not_actions)
            for policy in policies for statement in policy
        )
    else:
        from ministack.services import iam as store

        result = iam.evaluate(
            iam.EvalContext(
                principal_arn=arn, principal_type="AssumedRole", principal_account=account, action=action,
                resource_arn=resource, region="", secure_transport=True,
                service_context={k.lower(): v for k, v in context.items()},
            ),
            policies, *iam._permissions_boundary(store._roles, name, account),
        )
        allowed = result.decision == "Allow"
    if allowed:
        return None
    return (
        f"User: {arn} is not authorized to perform: {action} on resource: {resource or '*'} "
        f"because no identity-based policy allows the {action} action"
    )
