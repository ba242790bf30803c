"""What stands around the panels of a figure: letters at one height, and a note below them."""

import textwrap

from matplotlib.text import Text

from ultralow.figures import rendering, style

LEFT, ABOVE = -14, 5  # points from the corner of an axes to its letter
SMALL = 5.5  # points, of the note
LEFTMOST = 0.01  # of the width of the figure, where the note begins
CHARACTERS = 25  # of such letters, in an inch


def letters(axes) -> list:
    """Mark axes a, b, c, as journals do; those that are switched off have no letter.

    Parameters
    ----------
    axes : list of matplotlib.axes.Axes

    Returns
    -------
    list of matplotlib.text.Annotation
    """
    look = {"xycoords": "axes fraction", "textcoords": "offset points", "fontsize": 8}
    return [
        ax.annotate(letter, (0, 1), (LEFT, ABOVE), fontweight="bold", **look)
        for letter, ax in zip("abcdefghijkl", (ax for ax in axes if ax.axison), strict=False)
    ]


def settle(figure, marked: list, about: list[str]) -> None:
    """Lay a figure out for good: its note below, and the letters of a row at one height.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
    marked : list
        Of :func:`letters`.
    about : list of str
        Sentences that begin the note; what potentials and grades mean follows.
    """
    said = [one.get_text() for one in figure.findobj(Text) if one.get_visible()]
    _below(figure, " ".join([*about, style.note([*said, *about])]))
    rendering.settle(figure)
    tops = {}
    for one in marked:
        one.axes.apply_aspect()
        tops.setdefault(_row(one.axes), []).append(one.axes.bbox.y1)
    for one in marked:
        higher = (max(tops[_row(one.axes)]) - one.axes.bbox.y1) * 72 / figure.dpi
        one.set_position((LEFT, ABOVE + higher))


def recolor(drawn, colors) -> None:
    """Give each point of a series a colour of its own, bars and caps included.

    Parameters
    ----------
    drawn : matplotlib.container.ErrorbarContainer
    colors : list of str
        One a point.
    """
    marks, caps, bars = drawn.lines
    ax, look = marks.axes, {"linestyle": "none", "zorder": marks.get_zorder()}
    for line in (marks, *caps):
        kind = {"marker": line.get_marker(), "markersize": line.get_markersize()}
        for x, y, color in zip(*line.get_data(), colors, strict=True):
            ax.plot([x], [y], color=color, label="_", **look | kind)
        line.remove()
    for bar in bars:
        bar.set_color(colors)


def _row(ax) -> int:
    """In which row of panels an axes begins."""
    return ax.get_subplotspec().rowspan.start


def _below(figure, note: str) -> None:
    """Set the note, in lines that end within the figure: many wide letters leave room for fewer."""
    characters = int(CHARACTERS * figure.get_figwidth())
    look = {"x": LEFTMOST, "ha": "left", "fontsize": SMALL, "color": style.COLORS["grey"]}
    while True:
        set_in = figure.supxlabel(textwrap.fill(note, characters), **look)
        right = LEFTMOST + set_in.get_window_extent().width / figure.bbox.width
        if right < 1 or characters < 20:
            return
        characters -= 1
