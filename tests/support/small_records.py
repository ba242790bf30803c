"""Records as small as they can be, for tests of what is done with them."""

import json


def record(material="CsSnI3", checks=(), **numbers):
    """A record without series, with these headline numbers."""
    headline = {
        name: {"value": value, "unit": "1", "uncertainty": None, "grade": "R"}
        for name, value in numbers.items()
    }
    checks = [{"paper": "", "here": ""} | check for check in checks]
    return {
        "parameters": {"material": material},
        "series": [],
        "numbers": headline,
        "checks": checks,
        "inputs": [],
    }


def text(material="CsSnI3", checks=(), **numbers):
    """The same as it stands in a file."""
    return json.dumps(record(material, checks, **numbers))
