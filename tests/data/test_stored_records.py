"""Records of computed results that cannot be: one message each, at the door too."""

import copy
import hashlib
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ultralow.analysis import hole_transport, sound_velocities
from ultralow.data import (
    materials,
    phonon_store,
    stored_records,
    table_schema,
    tables,
)
from ultralow.errors import UltralowError
from ultralow.paper.gallery import ROOT

COMPUTED = ROOT / "data" / "computed"
MATERIAL, NAME = "CsSnI3", "7net-l3i5-300K"


RECORDS = {
    "phonons": f"{MATERIAL}/phonons_{NAME}.json",
    "stiffness": f"{MATERIAL}/stiffness_7net-0.json",
    "electrons": f"{MATERIAL}/electrons_pbe.json",
    "ledger": f"{MATERIAL}/ledger_{NAME}.json",
    "snapshots": f"{MATERIAL}/snapshots_pbe.json",
}
TEXTS = {name: (COMPUTED / path).read_text(encoding="utf-8") for name, path in RECORDS.items()}
# What `make polar` writes, as far as it is checked: of a cell of two atoms.
TEXTS["polarity"] = json.dumps({
    "material": MATERIAL, "grade": "R", "accepted": True, "refused_because": None,
    "numbers": [55, 53], "charges_e": [[[1.3, 0, 0], [0, 1.3, 0], [0, 0, 1.3]]] * 2,
    "dielectric": [[6, 0, 0], [0, 6, 0], [0, 0, 6]], "lattice_A": [[8, 0, 0], [0, 8, 0], [0, 0, 8]],
})  # fmt: skip
TEXTS["polar"] = json.dumps({
    "material": MATERIAL, "grade": "R", "checkpoint": NAME, "mesh": [7, 5, 7],
    "temperature_K": 300.0, "lowest_mode_anywhere_THz": 0.0, "path_m": [1e-9, 1e-8],
    "conductivity": {"particle_W_m_K": [0.3] * 6, "coherence_W_m_K": [0.2] * 6},
    "carried_W_m_K": [[0.1] * 6, [0.3] * 6],
    "rests_on": [{"path": "data/computed/one.hdf5", "sha256": "0" * 64}],
})  # fmt: skip
CHECKS = {
    "phonons": lambda found: stored_records.phonons(found, MATERIAL, "record.json"),
    "stiffness": lambda found: stored_records.stiffness(found, MATERIAL, "record.json"),
    "electrons": lambda found: stored_records.electrons(found, hole_transport.KINDS, "record.json"),
    "ledger": lambda found: stored_records.ledger(found, "record.json"),
    "snapshots": lambda found: stored_records.snapshots(
        found, MATERIAL, materials.CHECKPOINTS, "record.json"
    ),
    "polarity": lambda found: stored_records.polarity(found, MATERIAL, "record.json"),
    "polar": lambda found: stored_records.polar_heat(found, MATERIAL, NAME, "record.json"),
}


def check(name, raw):
    raw = raw if isinstance(raw, bytes) else json.dumps(raw).encode()
    return CHECKS[name](table_schema.parse_json(raw, "record.json"))


@pytest.mark.parametrize("name", TEXTS)
def test_a_good_record_comes_back_as_it_is(name):
    assert check(name, TEXTS[name].encode()) == json.loads(TEXTS[name])


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize(
    "raw",
    [b"null", b"3", b'"a"', b"[]", b"{}", b"[" * 100_000, b'{"a": 1e999}',
     b'{"a": 1' + b"0" * 400 + b"}", b'{"a": NaN}', b"{"],
)  # fmt: skip
def test_a_record_of_another_kind_is_refused(name, raw):
    with pytest.raises(UltralowError, match="^record.json: "):
        check(name, raw)


BAD_KEYS = {
    "phonons": {
        "grade": (None, 3), "cautions": (None, "text", [1]), "settings": (None, "text", {}, []),
        "accepted": (None, "no", 1, []), "refused_because": (None, 3),
        "material": (None, "CsPbI3", 3), "conductivity": (None, "text", {}),
        "settings.mesh": (None, "7 5 7", [7, "5", 7], [0, 5, 7]),
    },
    "stiffness": {
        "cautions": (None, "text"), "accepted": (None, "no", 1), "moduli": (None, "text", []),
        "v_longitudinal_m_s": (None, "2138", 2.1386, -2138.6, 21386.0),
        "v_transverse_m_s": (None, 1.1077, 3000.0), "material": (None, "CsPbI3"),
        "moduli.hill": (None, 3), "moduli.hill.bulk_GPa": (None, -13.0, 1.3e10, "13"),
        "mass_density_kg_m3": (None, 4.52, 0),
    },
    "electrons": {
        "bands": (None, [], {}), "spacing_eV": (None, 2.0, 0, "x"), "ledger": (None, {}),
        "bands.scalar": (None, "text"), "bands.scalar.dos": (None, [], [1.0, 2.0], "x", [[1.0]]),
        "bands.scalar.gap_eV": (None, -1.0, 908.5), "bands.scalar.transport": (None, [[1.0]] * 3),
        "bands.scalar.first_eV": (None, 1.3), "ledger.rows.stored": (None, {}),
        "bands.scalar.mass.hole": (None, {"0.02 per A": [0.1, 0.1]}),
        "bands.scalar.lines.energy": (None, [[1.0]]), "bands.scalar.lines.names": (None, ["X"]),
    },
    "ledger": {"rungs": (None, {}, [3], [{}], ["a"])},
    "polarity": {
        "charges_e": (None, [[[1.0]]], "x", [1.0]), "dielectric": (None, 5.0, [[5.0]]),
        "numbers": (None, [0], [119], "Cs"), "accepted": (None, 1), "material": (None, "CsPbI3"),
        "lattice_A": (None, [8.0, 8.0, 8.0]), "refused_because": (None, "no gap"),
    },
    "polar": {
        "checkpoint": (None, "7net-0", 3), "material": (None, "CsPbI3"), "mesh": (None, "7 5 7"),
        "conductivity": (None, {}), "path_m": (None, [2.0], []), "temperature_K": (None, 0, "300"),
        "conductivity.particle_W_m_K": (None, [[1.0]], ["x"]), "carried_W_m_K": (None, [1.0]),
        "rests_on": (None, "data", [{}], [{"path": "data/one"}]),
    },
}  # fmt: skip
MISSING = object()


def with_key(record, key, value):
    """A copy of a record with one key replaced, or gone."""
    made = copy.deepcopy(record)
    *above, last = key.split(".")
    place = made
    for one in above:
        place = place[one]
    if value is MISSING:
        del place[last]
    else:
        place[last] = value
    return made


@pytest.mark.parametrize(
    ("name", "key", "value"),
    [
        pytest.param(name, key, value, id=f"{name} {key} {number}")
        for name, keys in BAD_KEYS.items()
        for key, values in keys.items()
        for number, value in enumerate((MISSING, *values))
        if not (key == "refused_because" and value is None)
    ],
)
def test_a_key_that_is_gone_or_of_another_kind_is_named(name, key, value):
    with pytest.raises(UltralowError, match="(?s)^record.json: .*To mend it: ") as caught:
        check(name, with_key(json.loads(TEXTS[name]), key, value))
    # Lengths are compared with each other, and the message names the first that does not fit.
    assert any(
        one in str(caught.value) for one in (key.split(".")[-1], "is not as long as", "of '")
    )
    assert len(str(caught.value)) < 600


def test_a_refusal_needs_a_reason():
    record = json.loads(TEXTS["phonons"]) | {"accepted": False, "refused_because": ""}
    with pytest.raises(UltralowError, match="refused without a reason"):
        check("phonons", record)


def redescribe(data, relative, raw):
    """Write a file of the copy and bring its sha256 in step."""
    (data / relative).write_bytes(raw)
    package = json.loads((data / "datapackage.json").read_text(encoding="utf-8"))
    for entry in package["resources"]:
        if entry["path"] == relative:
            entry["hash"] = f"sha256:{hashlib.sha256(raw).hexdigest()}"
    (data / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")


DOORS = {
    "stiffness": lambda: sound_velocities.sounds(materials.get(MATERIAL)),
    "electrons": hole_transport.read,
    "phonons": lambda: phonon_store.accepted(MATERIAL),
}


@pytest.mark.parametrize("name", DOORS)
def test_the_door_refuses_a_record_that_was_described_anew(data_copy, name):
    record = json.loads(TEXTS[name]) | (
        {"bands": {}} if name == "electrons" else {"accepted": "no"}
    )
    redescribe(data_copy, f"computed/{RECORDS[name]}", json.dumps(record).encode())
    with pytest.raises(UltralowError, match=f"^data/computed/{RECORDS[name]}: "):
        DOORS[name]()


def test_the_door_refuses_the_modes_of_another_material(data_copy):
    raw = (COMPUTED / "CsPbI3/modes_7net-0.hdf5").read_bytes()
    redescribe(data_copy, f"computed/{MATERIAL}/modes_{NAME}.hdf5", raw)
    with pytest.raises(UltralowError, match=f"modes_{NAME}.hdf5: it belongs to another crystal"):
        phonon_store.choose(MATERIAL, NAME).modes()


def test_what_the_check_alone_reads_is_no_input():
    tables.forget_inputs()
    phonon_store.choose(MATERIAL, NAME).modes()
    read_now = [one["path"] for one in tables.inputs()]
    assert f"data/computed/{MATERIAL}/modes_{NAME}.hdf5" in read_now
    assert all(path.startswith("data/computed/") for path in read_now)


VALUE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(name=st.sampled_from([*RECORDS]), at=st.integers(0, 10**6), value=VALUE)
def test_a_changed_record_is_taken_whole_or_refused_in_one_message(name, at, value):
    record = json.loads(TEXTS[name])
    keys = [*record]
    made = record | {keys[at % len(keys)]: value}
    try:
        assert check(name, made) == made
    except UltralowError as problem:
        assert str(problem).startswith("record.json: ")
