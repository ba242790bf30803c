"""Ultralow: the library behind a living paper on heat and charge in halide perovskites.

Physics modules take and return arrays in SI units and never touch files; ``data.tables`` and
``data.materials`` read ``data/``, ``figures`` writes ``figures/``. Nothing is imported here, so
that a notebook pays only for the modules it uses.
"""


def figure(name: str, material: str = ""):
    """The plotted numbers of a stored figure as a data frame, with units and grades.

    Parameters, errors and what comes back are those of :func:`ultralow.figures.taken_away.figure`.

    Examples
    --------
    >>> import ultralow
    >>> ultralow.figure("fig4_thermoelectrics").attrs["material"]
    'CsSnI3'
    """
    from ultralow.figures import taken_away

    return taken_away.figure(name, material)


def digitise(picture: str = "", page: int = 1, material: str = "CsSnI3"):
    """A printed figure to click on, in a notebook; without a picture one to practise on.

    Parameters, errors and what comes back are those of :func:`ultralow.widgets.digitiser.opened`.

    Examples
    --------
    >>> import ultralow
    >>> ultralow.digitise().answer["words"]
    'Click on the first label of x.'
    """
    import os

    from ultralow.widgets import digitiser

    return digitiser.opened(picture and os.path.abspath(picture), page, material)
