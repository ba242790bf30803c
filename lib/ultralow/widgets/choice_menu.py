"""Menu in which what cannot be chosen is grey, with the reason beside it."""

from pathlib import Path

import anywidget
import traitlets


class ChoiceMenu(anywidget.AnyWidget):
    """One of several names.

    Parameters
    ----------
    offered : dict
        Every name with the reason why it cannot be chosen, in their order; empty where it can.
    value : str
        The chosen one.
    description : str
        Label.

    Raises
    ------
    traitlets.TraitError
        If a value is not offered, or cannot be chosen.
    """

    _esm = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")
    offered = traitlets.Dict().tag(sync=True)
    value = traitlets.Unicode().tag(sync=True)
    description = traitlets.Unicode().tag(sync=True)

    def __init__(self, offered: dict[str, str], value: str, description: str):
        super().__init__(
            offered=offered, value=value, description=description, layout={"width": "20em"}
        )

    @property
    def options(self) -> tuple[str, ...]:
        """The names that can be chosen."""
        return tuple(name for name, reason in self.offered.items() if not reason)

    @traitlets.validate("value")
    def _choosable(self, proposal):
        name = proposal["value"]
        if name not in self.options:
            raise traitlets.TraitError(f"{name}: {self.offered.get(name, 'is not offered')}")
        return name
