"""Runs the Python handlers of procedures and functions of the local Snowflake."""
