"""Tests of floe_kedro: `python -m unittest discover -s tests -t .` in the folder `python`."""
