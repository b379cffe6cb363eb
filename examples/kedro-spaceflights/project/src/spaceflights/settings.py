"""Kedro's settings: every default fits."""
