"""What a refused call says."""

import pytest
from ultralow.errors import UltralowError


def message(call, *parts):
    """Return the message of the one error that a call gives; it holds all the parts."""
    with pytest.raises(UltralowError) as caught:
        call()
    text = str(caught.value)
    for part in parts:
        assert part in text
    return text
