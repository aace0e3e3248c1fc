"""Ports for the servers of the tests."""

import contextlib
import random
import socket

# Below what the system hands out for outgoing connections (32768 on Linux, 49152 on macOS): else
# one of those takes the port before the server has it, or while a test lets the server be dead.
_FIRST, _LAST = 20_000, 32_000
# Workers side by side must not draw the same numbers, whatever seed a test sets.
_random = random.SystemRandom()


def free_port(host: str = "127.0.0.1") -> int:
    """A port of `host` that nobody listens on, over TCP or UDP."""
    while True:
        port = _random.randint(_FIRST, _LAST)
        with (
            contextlib.suppress(OSError),
            socket.socket(socket.AF_INET, socket.SOCK_STREAM) as over_tcp,
            socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as over_udp,
        ):
            over_tcp.bind((host, port))
            over_udp.bind((host, port))
            return port
