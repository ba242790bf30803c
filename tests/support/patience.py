"""How long a test waits before it calls a program stuck; no test asks how fast something is.

Tests wait for states, and benchmarks/ times them. The one limit left ends what would hang for
ever, far above what the slowest of them needs on a busy machine.
"""

PATIENCE = 3600  # seconds
