"""The explorer's screen for any parameters, without its widgets."""

from ultralow.explorer import screen
from ultralow.paper import gallery, parameters

START = gallery.figure("explore").parameters


def case(**changes):
    return parameters.check("explore", START | changes)


def view(**changes):
    one = case(**changes)
    return screen.show(
        screen.ExplorerInputs(one.material, one.velocity_source, one.checkpoint), one
    )


def curve(seen, label):
    (found,) = [one for one in seen.curves if one.label == label]
    return found
