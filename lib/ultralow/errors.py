"""Errors that a reader can mend: one kind for the whole house."""


class UltralowError(ValueError):
    """Error in what the reader gave, with the way to mend it.

    Parameters
    ----------
    what : str
        What is wrong, and where.
    why : str, optional
        Why it is wrong, when the first line does not say it.
    mend : str, optional
        What to do about it.

    Examples
    --------
    >>> print(UltralowError("the seed -1 is negative", mend="give zero or more"))
    the seed -1 is negative
      To mend it: give zero or more
    """

    what: str
    why: str
    mend: str

    def __init__(self, what: str, why: str = "", mend: str = "") -> None:
        self.what, self.why, self.mend = what, why, mend
        super().__init__(what, why, mend)

    def _render_traceback_(self) -> list[str]:
        """What a notebook shows: the message alone, since what is to mend is not in the code."""
        return str(self).split("\n")

    def __str__(self) -> str:
        lines = [self.what, self.why, self.mend and f"To mend it: {self.mend}"]
        return "\n  ".join(line for line in lines if line)
