"""What a flight to the Moon and back should cost."""

__version__ = "0.1.0"
