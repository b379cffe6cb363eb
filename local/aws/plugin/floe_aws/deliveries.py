"""EventBridge delivers only where it may: a target's role, a topic's and a queue's policy are asked first."""

from __future__ import annotations

import logging
from typing import Any

from ministack.core.responses import get_account_id, get_region
from ministack.services import eventbridge, scheduler, sns, sqs

from floe_aws import permissions

_log = logging.getLogger("floe.deliveries")


# How often schedules are looked at. The emulator's ten seconds would make a minute's schedule late by a sixth.
_TICK_SECONDS = 1


def install() -> None:
    eventbridge._SCHEDULER_TICK_INTERVAL = _TICK_SECONDS
    scheduler._SCHEDULE_TICK_INTERVAL = _TICK_SECONDS
    invoke = eventbridge._invoke_target

    def invoke_when_allowed(target: dict, event: dict, rule: dict, view: Any = None) -> None:
        refusal = refused(target, rule)
        if refusal:
            _log.warning("EventBridge did not deliver to %s: %s", target.get("Arn"), refusal)
            return
        invoke(target, event, rule, view)

    eventbridge._invoke_target = invoke_when_allowed


def refused(target: dict, rule: dict) -> str | None:
    """Why EventBridge may not deliver to the target, or None."""
    arn = str(target.get("Arn", ""))
    service = arn.split(":")[2] if arn.count(":") > 4 else ""
    if "FlexibleTimeWindow" in rule:
        return _schedule_refused(target, arn, service, str(rule.get("Arn", "")))
    rule_arn = str(rule.get("Arn") or f"arn:aws:events:{get_region()}:{get_account_id()}:rule/{rule.get('Name')}")
    if service == "states":
        return _role_refused(str(target.get("RoleArn", "")), "states:StartExecution", arn, rule_arn)
    if service == "sns" and not sns.topic_policy_allows(arn, "events.amazonaws.com", rule_arn, get_account_id()):
        return "the topic's policy does not let events.amazonaws.com publish"
    if service == "sqs" and not sqs.queue_policy_allows(
        arn, "events.amazonaws.com", rule_arn, get_account_id()
    ):
        return "the queue's policy does not let events.amazonaws.com send"
    return None


_SCHEDULED = {
    "states": "states:StartExecution", "sns": "sns:Publish", "sqs": "sqs:SendMessage",
    "lambda": "lambda:InvokeFunction", "events": "events:PutEvents",
}


def _schedule_refused(target: dict, arn: str, service: str, source: str) -> str | None:
    """EventBridge Scheduler reaches every target with the schedule's role."""
    action = _SCHEDULED.get(service)
    role = str(target.get("RoleArn", ""))
    return _role_refused(role, action, arn, source, "scheduler.amazonaws.com") if action else None


def _role_refused(
    role: str, action: str, resource: str, source: str, service: str = "events.amazonaws.com"
) -> str | None:
    if not role:
        return "the target names no role"
    if not permissions.trusts(role, service, source):
        return f"{role} does not exist or does not trust {service}"
    return permissions.role_may(role, "events", action, resource, {})
