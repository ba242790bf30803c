"""What a judge has read is forgotten after each test: the next one may change it."""

import pytest
from ultralow.data import tables


@pytest.fixture(autouse=True)
def forget():
    yield
    tables.forget_inputs()
