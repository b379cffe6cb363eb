"""Runs a container's own entry point and ends it with the process that started us."""

from __future__ import annotations

import signal
import subprocess
import sys

from floe_sagemaker import parent, tree


def main() -> int:
    parent.end_with_parent()
    command = sys.argv[1:]
    try:
        child = subprocess.Popen(command, stdin=subprocess.DEVNULL)
    except OSError as error:
        tree.write_failure(f"The entry point {command[0]} cannot be started: {error.strerror}")
        return 127
    signal.signal(signal.SIGTERM, lambda *_: child.terminate())
    code = child.wait()
    return code if code >= 0 else 128 - code


if __name__ == "__main__":
    sys.exit(main())
