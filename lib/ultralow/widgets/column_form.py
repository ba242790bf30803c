"""Form for plain columns: a file of numbers, what they mean, and they are among the readers'."""

from pathlib import Path

from ultralow.data import digitised_draft, figure_packages, plain_columns, point_table, units
from ultralow.data.plain_columns import Meaning
from ultralow.errors import UltralowError

WIDE = {"layout": {"width": "28em"}, "style": {"description_width": "9em"}}


class ColumnForm:
    """A file to choose, menus for what its columns mean, and a button that saves.

    Parameters
    ----------
    material : str
        Where the menu of materials begins.

    Attributes
    ----------
    fields : dict of str to ipywidgets.Widget
        By name: file, material, quantity, unit, temperature, source, name and replace.
    words : ipywidgets.HTML
        What was read, saved or refused.
    """

    def __init__(self, material: str = "CsSnI3"):
        import ipywidgets as w

        offered = point_table.offered()
        quantities = offered["quantities"]
        self.columns: list = []
        self.fields = {
            "file": w.FileUpload(
                accept=".csv,.txt,.dat,.tsv,.json",
                description="A file of numbers",
                tooltip="or two: the JSON of svgdigitizer with its CSV",
                multiple=True,
                layout={"width": "14em"},
            ),
            "material": w.Dropdown(options=offered["materials"], value=material, **WIDE),
            "quantity": w.Dropdown(
                options=list(quantities), value=digitised_draft.QUANTITY, **WIDE
            ),
            "unit": w.Dropdown(options=quantities[digitised_draft.QUANTITY], **WIDE),
            "temperature": w.Dropdown(options=list(plain_columns.KELVIN), **WIDE),
            "source": w.Text(placeholder="Fig. 2C of 10.1073/pnas.1711744114, read by me", **WIDE),
            "name": w.Text(placeholder="my_points", **WIDE),
            "replace": w.Checkbox(description="write over", indent=False),
        }
        labels = {"name": "file's name", "temperature": "temperatures in", "unit": "unit of values"}
        for name, field in self.fields.items():
            field.description = field.description or labels.get(name, name)
        self.button, self.words = w.Button(description="Save"), w.HTML()
        self.fields["file"].observe(self._read, names="value")
        self.fields["quantity"].observe(self._list_units, names="value")
        self.button.on_click(self._save)

    def panel(self):
        """The widget."""
        import ipywidgets as w

        return w.VBox([*self.fields.values(), self.button, self.words])

    def _list_units(self, change) -> None:
        self.fields["unit"].options = units.of_quantity(change["new"])

    def _read(self, _change) -> None:
        """Read the file that was chosen, and tell what is in it."""
        files = {Path(one["name"]).name: bytes(one["content"]) for one in self.fields["file"].value}
        self.columns = []
        if files:
            self._tell(lambda: self._taken(files))

    def _taken(self, files: dict[str, bytes]) -> list[str]:
        packages = [name for name in files if name.lower().endswith(".json")]
        if packages:
            self._take_package(packages[-1], files)
        else:
            *_, (name, raw) = files.items()
            self.columns = plain_columns.parse(raw, name)
        return [_summary(one) for one in self.columns]

    def _take_package(self, name: str, files: dict[str, bytes]) -> None:
        """Take a data package's points, and fill in what it says of them."""
        resource = figure_packages.described(files[name], name)
        table = resource["path"]
        if table not in files:
            raise UltralowError(f"{name} describes {table}, which is not there",
                                mend="choose both files at once")  # fmt: skip
        found = figure_packages.parse(resource, files[table], table)
        self.columns = [found.columns]
        said = {"temperature": found.temperature, "unit": found.unit, "source": found.source}
        for field, value in said.items():
            if value and value in getattr(self.fields[field], "options", [value]):
                self.fields[field].value = value

    def _save(self, _button) -> None:
        """Write the points, or tell why not."""
        self._tell(self._saved)

    def _saved(self) -> list[str]:
        given = {name: field.value for name, field in self.fields.items()}
        if not self.columns:
            raise UltralowError("no numbers are there yet", mend="choose a file of them")
        if not given["source"].strip():
            raise UltralowError("the points have no source", mend="say where they are from")
        meaning = Meaning(**{name: given[name].strip() for name in Meaning._fields})
        told = plain_columns.save(
            self.columns, meaning, given["name"].strip(), replace=given["replace"]
        )
        self.fields["replace"].value = False  # asked for anew each time
        return told

    def _tell(self, act) -> None:
        import html

        try:
            said = "\n".join(act())
        except UltralowError as refused:
            said = f"✗ {refused}"
        self.words.value = (
            f'<div role="status" style="white-space: pre-wrap">{html.escape(said)}</div>'
        )


def _summary(columns) -> str:
    """A line on a series: its points and from where to where they go."""
    low, high = columns.temperature.min(), columns.temperature.max()
    error = ", with errors" if columns.uncertainty is not None else ""
    name = f"{columns.name}: " if columns.name else ""
    below = f", below '{columns.headings}'" if columns.headings else ""
    first = f"; the first is {columns.temperature[0]:g}, {columns.value[0]:g}"
    return f"{name}{len(columns.value)} points from {low:g} to {high:g}{error}{below}{first}"
