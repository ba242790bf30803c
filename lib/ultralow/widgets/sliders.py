"""Sliders: a number is moved, a picture follows within a tenth of a second."""

from collections.abc import Callable

from ultralow.figures import style


def panel(draw: Callable, **controls):
    """Sliders beside a picture that is drawn anew whenever one of them moves.

    Parameters
    ----------
    draw : callable
        Takes the sliders' values by name and returns a :class:`matplotlib.figure.Figure`: one
        that it keeps and in which it moves what is there, adding and removing nothing.
    **controls : ipywidgets.ValueWidget

    Returns
    -------
    ultralow.widgets.slider_panel.SliderPanel
    """
    from ultralow.widgets.slider_panel import SliderPanel

    return SliderPanel(draw, controls)


def slider(
    label: str, value: float, low: float, high: float, step: float, unit: str, about: str = ""
):
    """A slider of a quantity: its name with the unit, and what the pointer is told of it.

    Parameters
    ----------
    label, unit : str
        In words, and as records write it.
    value, low, high, step : float
        In ``unit``.
    about : str
        A sentence.
    """
    from ultralow.widgets.number_slider import NumberSlider

    return NumberSlider(value, low, high, step, **_look(label, unit, about))


def log_slider(
    label: str, value: float, low: float, high: float, step: float, unit: str, about: str = ""
):
    """A slider that is moved along the decimal logarithm and shows the quantity itself.

    Parameters as of `slider`, but for ``low``, ``high`` and ``step``, which are powers of ten.
    """
    from ultralow.widgets.number_slider import NumberSlider

    return NumberSlider(value, 10**low, 10**high, step, log=True, **_look(label, unit, about))


def _look(label, unit, about):
    return {"description": f"{label} ({style.unit_label(unit)})", "tooltip": about or label}
