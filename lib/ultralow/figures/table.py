"""A table for display in a notebook."""


def table_or(frame, otherwise: str, **formats: str):
    """A `Table`, or a sentence where there is nothing to tabulate.

    Parameters
    ----------
    frame : pandas.DataFrame or None
    otherwise : str
        What to say for None.
    **formats : str
        As for `Table`.
    """
    return otherwise if frame is None else Table(frame, **formats)


class Table:
    """A data frame for display: whole, without row numbers, the same on every run.

    Parameters
    ----------
    frame : pandas.DataFrame
    **formats : str
        Format of a column's numbers, such as ``ratio="{:.2f}"``.
    """

    def __init__(self, frame, **formats: str):
        self.frame = frame.copy()
        for column, form in formats.items():
            self.frame[column] = self.frame[column].map(form.format)

    def __repr__(self) -> str:
        return self.frame.to_string(index=False)

    def _repr_html_(self) -> str:
        return self.frame.to_html(index=False, border=0)
