"""Runs the real handler as Lambda's runtime does: imported once, then called with one event after the other.

A child process of its own: events come as JSON lines on standard input and answers go to the file descriptor
that the first argument names, so that standard output holds the logs and nothing else. The word `loaded` in
place of an event is answered with the modules that it has loaded.
"""

import json
import os
import sys

reached: list[str] = []


def note(event: str, arguments: tuple[object, ...]) -> None:
    if event in ("socket.connect", "socket.getaddrinfo"):
        reached.append(f"{event} {arguments[-1]}")


sys.addaudithook(note)

import gc  # noqa: E402

from meter_reads.lambdas.http import handler  # noqa: E402

answers = os.fdopen(int(sys.argv[1]), "w")


def answer(value: object) -> None:
    answers.write(json.dumps(value) + "\n")
    answers.flush()


answer({"reached": reached[:], "collects": gc.isenabled(), "frozen": gc.get_freeze_count()})
for line in sys.stdin:
    event = json.loads(line)
    answer(sorted(sys.modules) if event == "loaded" else handler(event, None))
