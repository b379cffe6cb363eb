"""Tests of the Python packages."""
