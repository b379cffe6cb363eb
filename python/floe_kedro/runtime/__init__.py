"""Runs nodes of a deployed Kedro project: in a Snowflake procedure, in a container, or on this machine."""
