"""Hashes of what a node's function depends on: its code and whatever of the project that code uses, nothing else."""
