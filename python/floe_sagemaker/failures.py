"""Failures that the caller's input caused."""

from __future__ import annotations


class UserError(Exception):
    """A mistake in the hyperparameters or the data; its message names it and says what is allowed."""


# The exit code by which a training program tells a mistake of the user from its own.
USER_ERROR_EXIT = 2
