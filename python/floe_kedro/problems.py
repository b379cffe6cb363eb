"""What can be wrong with a user's project, told so that it can be mended."""

from __future__ import annotations

import traceback
from typing import Any


class ProjectError(Exception):
    """The user's project is at fault. `code` is for programs, `hint` says what to do about it."""

    def __init__(self, code: str, message: str, hint: str, cause: BaseException | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.hint = hint
        self.cause = cause

    def document(self) -> dict[str, Any]:
        """The error as the extractor's file carries it; `trace` holds the cause's last frames."""
        trace = "" if self.cause is None else "".join(traceback.format_exception(self.cause)[-12:])
        return {"error": {"code": self.code, "message": self.message, "hint": self.hint, "trace": trace}}


def problem(code: str, subject: str, message: str, severity: str = "error") -> dict[str, str]:
    """A finding in a project that could be read nevertheless; `subject` names the node, dataset or parameter."""
    return {"code": code, "subject": subject, "message": message, "severity": severity}
