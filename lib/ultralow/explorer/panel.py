"""The explorer in a notebook: one screen that computes in the page, and what its kernel answers.

What is on the screen is always a checked case of the notebook ``explore``: saving it, or running
the command that it prints, gives the same record. Pictures need no kernel; it is asked for tables
of phonons when they are first chosen, for figure and record, for exact numbers, and for commands.
"""

import contextlib

from ultralow.data import datapackage
from ultralow.errors import UltralowError
from ultralow.explorer import commands, download, phonon_tables, screen
from ultralow.explorer import facts as explorer_facts
from ultralow.explorer.controls import NAME
from ultralow.paper import parameters


class Explorer:
    """One screen for one notebook.

    Parameters
    ----------
    case : Case
        Where the controls start.

    Attributes
    ----------
    case : Case
        Where they stand.
    """

    def __init__(self, case: parameters.Case):
        self.case = case

    def panel(self):
        """The widget."""
        from ultralow.explorer.front_end import FrontEnd

        with datapackage.unrecorded():
            first, found = self._first(), explorer_facts.facts()
        values = {name: self.case.values[name] for name in explorer_facts.CONTROLS}
        self.front = FrontEnd(facts=found, tables=first, values=values)
        self.front.observe(lambda change: self._moved(change.new), names="values")
        self.front.on_msg(lambda _, content, __: self._asked(content))
        return self.front

    def _first(self) -> dict:
        """The table that the start needs, by its name; empty where no phonons are accepted."""
        phonons = self._inputs().phonons
        if phonons is None:
            return {}
        material, name = self.case.material, phonons.heat.checkpoint
        return {f"{material}/{name}": phonon_tables.of_result(material, name)}

    def _inputs(self) -> screen.ExplorerInputs:
        case = self.case
        return screen.ExplorerInputs(case.material, case.velocity_source, case.checkpoint)

    def take(self, values: dict) -> None:
        """Move the controls, as far as they are ones; other parameters stay.

        Raises
        ------
        UltralowError
            If a value cannot be; then all of them stay where they were.
        """
        moved = {name: values[name] for name in explorer_facts.CONTROLS if name in values}
        self.case = parameters.check(NAME, self.case.values | moved)

    def save(self) -> tuple[str, bytes]:
        """Name and content of a file with image and record; nothing is written here."""
        return download.archive(screen.page(self.case))

    def csv(self) -> tuple[str, bytes]:
        """Name and content of the curves as numbers, computed by the library."""
        with datapackage.unrecorded():
            content = download.as_csv(screen.show(self._inputs(), self.case))
        return f"{download.stem_of(self.case)}.csv", content.encode()

    def commands(self) -> list[tuple[str, str]]:
        """What makes this record again, and the figure that draws the chosen property, in words."""
        said = {
            "The record of this screen:": commands.command(self.case),
            "Its property in the figure of the paper:": commands.related_command(self.case),
        }
        return [(words, one) for words, one in said.items() if one]

    @staticmethod
    def table(key: str) -> dict:
        """The table of an accepted result, by crystal and result (``CsSnI3/7net-0``)."""
        with datapackage.unrecorded():
            known = explorer_facts.facts()["known"]
            material, _, name = str(key).partition("/")
            if name not in known.get(material, {}).get("phonons", ()):
                raise UltralowError(f"no phonons are called {key}", mend="choose some of the menu")
            return phonon_tables.of_result(material, name)

    def _moved(self, values: dict) -> None:
        with contextlib.suppress(UltralowError):  # the page has words for it; what stood goes on
            self.take(values)

    def _asked(self, content: dict) -> None:
        """Answer one question of the page, by its number, with what it wants or with words."""
        try:
            answer, buffers = self._answer(content)
        except Exception as error:  # one in a message reaches nobody who looks at the page
            kind = "" if isinstance(error, UltralowError) else f"{type(error).__name__}: "
            answer, buffers = {"words": f"{kind}{error}"}, []
        self.front.send({"id": content.get("id")} | answer, buffers=buffers)

    def _answer(self, content: dict) -> tuple[dict, list[bytes]]:
        kind = content.get("kind")
        if kind == "table":
            return {"table": self.table(content.get("key"))}, []
        self.take(content.get("values", {}))
        if kind == "command":
            return {"told": self.commands()}, []
        name, packed = {"save": self.save, "csv": self.csv}[kind]()
        return {"name": name, "type": KINDS[kind]}, [packed]


KINDS = {"save": download.KIND, "csv": "text/csv"}
