"""Runs a task graph on this machine: its tasks, its order and its handler, without Snowflake."""
