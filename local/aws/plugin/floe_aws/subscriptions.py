"""Subscriptions as SNS makes them: an address has to confirm by mail, and the ARN is told to a caller that asks."""

from __future__ import annotations

import logging
from typing import Any, Callable

from ministack.core.responses import new_uuid
from ministack.services import sns

_log = logging.getLogger("floe.subscriptions")
_BY_MAIL = ("email", "email-json")


def install() -> None:
    sns._subscribe = _asking(sns._subscribe)


def _asking(subscribe: Callable[[dict], Any]) -> Callable[[dict], Any]:
    def subscribed(params: dict) -> Any:
        before = {one["arn"] for one in _subscriptions(params)}
        answer = subscribe(params)
        if answer[0] != 200:
            return answer
        wanted = (sns._p(params, "Protocol"), sns._p(params, "Endpoint"))
        made = next(one for one in _subscriptions(params) if (one["protocol"], one["endpoint"]) == wanted)
        if made["arn"] not in before and made["protocol"] in _BY_MAIL:
            _leave_open(made)
        told = made["confirmed"] or sns._p(params, "ReturnSubscriptionArn") == "true"
        arn = made["arn"] if told else "pending confirmation"
        return sns._xml(
            200,
            "SubscribeResponse",
            f"<SubscribeResult><SubscriptionArn>{arn}</SubscriptionArn></SubscribeResult>",
        )

    return subscribed


def _subscriptions(params: dict) -> list[dict]:
    topic, refusal = sns._get_topic(sns._p(params, "TopicArn"))
    return [] if refusal is not None else topic["subscriptions"]


def _leave_open(made: dict) -> None:
    made["confirmed"] = False
    made["token"] = new_uuid()
    made["attributes"]["PendingConfirmation"] = "true"
    made["attributes"]["ConfirmationWasAuthenticated"] = "false"
    topic, _ = sns._get_topic(made["topic_arn"])
    sns._refresh_subscription_counts(topic)
    _log.info("SNS asks %s to confirm %s with the token %s", made["endpoint"], made["arn"], made["token"])
