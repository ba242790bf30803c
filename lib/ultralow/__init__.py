"""Ultralow: the library behind a living paper on heat and charge in halide perovskites.

Physics modules take and return arrays in SI units and never touch files; ``tables`` and
``materials`` read ``data/``, ``figures`` writes ``figures/``. Nothing is imported here, so
that a notebook pays only for the modules it uses.
"""
