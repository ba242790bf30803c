"""What a terminal takes: output under an old encoding, and a reader who closes the pipe early or
never opened one."""

import codecs
import os
import sys
import unicodedata

_PLAIN = str.maketrans({"−": "-", "±": "+-", "–": "-", "Ω": "ohm", "µ": "u", "μ": "u", "∝": "~"})
# The exit status of a program that a closed pipe ends.
CLOSED = 141


def replace_closed() -> None:
    """Let what is said go nowhere where nobody listens: streams that were closed before we began.

    To be called before a parser of arguments, which in some Pythons fails for want of them.
    """
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_WRONLY), "w", encoding="utf-8"))


def run(command, given) -> int:
    """Exit status of a command; what the encoding lacks is spelled out, a closed pipe ends it.

    Parameters
    ----------
    command : callable
        Takes the parsed arguments, prints, and returns an exit status.
    given : argparse.Namespace
    """
    codecs.register_error("ultralow.plain", _spelled)
    replace_closed()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="ultralow.plain")
    try:
        status = command(given)
        sys.stdout.flush()
    except BrokenPipeError:
        # Python flushes once more when it ends, which would fail again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return CLOSED
    return status


def _spelled(problem):
    """Letters that an encoding has in place of those that it lacks."""
    lost = problem.object[problem.start : problem.end].translate(_PLAIN)
    plain = unicodedata.normalize("NFKD", lost).translate(_PLAIN)
    return plain.encode("ascii", "backslashreplace").decode("ascii"), problem.end
