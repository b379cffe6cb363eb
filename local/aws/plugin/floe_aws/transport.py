"""Loopback counts as secure transport: nothing that TLS guards against can listen there.

Without this, the `Deny aws:SecureTransport=false` statement of every well-kept bucket would refuse all requests.
"""

from __future__ import annotations


def install() -> None:
    import ministack.app as emulator

    pin = emulator.pin_request_origin
    emulator.pin_request_origin = lambda source_ip, _secure: pin(source_ip, True)
