"""Keeps handlers off the network, but for the hosts their external access integrations allow, as Snowflake does."""

from __future__ import annotations

import errno
import sys
from typing import Any

_LOOPBACK = {"127.0.0.1", "::1", "localhost", ""}


class _Policy:
    """What the handler that runs now may reach. `None`: nothing is guarded, as between handlers."""

    def __init__(self) -> None:
        self.hosts: list[str] | None = None
        self.server: tuple[str, int] | None = None
        self.addresses: set[str] = set()


_policy = _Policy()
_watching = False


def guard(hosts: list[str] | None, server: tuple[str, int] | None) -> None:
    """Allows these `host:port` patterns and the local Snowflake's server, nothing else. `None` lifts the guard."""
    global _watching
    _policy.hosts = hosts
    _policy.server = server
    _policy.addresses = set()
    if hosts is not None and not _watching:
        sys.addaudithook(_watch)
        _watching = True


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    if _policy.hosts is None:
        return
    if event == "socket.getaddrinfo":
        _resolve(str(arguments[0] or ""), arguments[1])
    elif event == "socket.connect":
        address = arguments[1]
        if isinstance(address, tuple):
            _connect(str(address[0]), address[1])


def _resolve(host: str, port: Any) -> None:
    if host in _LOOPBACK or host in _policy.addresses:
        return
    if not _allowed(host, port):
        _refuse(host, port)
    # The addresses of an allowed name are what it is connected by.
    hosts, _policy.hosts = _policy.hosts, None
    try:
        import socket

        _policy.addresses.update(str(found[4][0]) for found in socket.getaddrinfo(host, port))
    except OSError:
        pass
    finally:
        _policy.hosts = hosts


def _connect(host: str, port: Any) -> None:
    if (host, port) == _policy.server or host in _policy.addresses or _allowed(host, port):
        return
    _refuse(host, port)


def _allowed(host: str, port: Any) -> bool:
    for pattern in _policy.hosts or []:
        name, _, ports = pattern.partition(":")
        low, _, high = (ports or "443").partition("-")
        fits = host == name or (name.startswith("*.") and host.endswith(name[1:]))
        if fits and (not str(port).isdigit() or int(low) <= int(port) <= int(high or low)):
            return True
    return False


def _refuse(host: str, port: Any) -> None:
    raise OSError(
        errno.EBUSY,
        f"Device or resource busy: no external access integration of this routine allows {host}:{port}",
    )
