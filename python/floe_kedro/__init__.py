"""Kedro projects as Snowflake task graphs: reading a project's graph, and running its nodes inside Snowflake."""
