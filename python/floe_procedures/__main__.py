"""Reads one request per line from standard input and answers one line on standard output.

Whatever handlers print goes to standard error, so that it cannot be taken for an answer.
"""

from __future__ import annotations

import json
import os
import sys

from .runner import run


def main() -> None:
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    for line in sys.stdin:
        answer = run(json.loads(line))
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
    # Handlers may leave threads behind: the process must end with its input all the same.
    sys.stderr.flush()
    os._exit(0)
