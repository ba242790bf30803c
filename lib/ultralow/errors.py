"""One kind of error for everything a reader can mend."""


class UltralowError(ValueError):
    """A problem with what the reader gave, and the way to mend it.

    Parameters
    ----------
    what : str
        What is wrong, and where.
    why : str, optional
        Why it is wrong, when the first line does not say it.
    mend : str, optional
        What to do about it.
    """

    def __init__(self, what: str, why: str = "", mend: str = ""):
        self.what, self.why, self.mend = what, why, mend
        super().__init__(what, why, mend)

    def _render_traceback_(self) -> list[str]:
        """What a notebook shows: the message alone, since what is to mend is not in the code."""
        return str(self).split("\n")

    def __str__(self) -> str:
        lines = [self.what, self.why, self.mend and f"To mend it: {self.mend}"]
        return "\n  ".join(line for line in lines if line)
