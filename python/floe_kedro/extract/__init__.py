"""Reads a Kedro project's pipelines, catalog and parameters into one document, without running any of it."""
