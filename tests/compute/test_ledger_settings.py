"""The variants of a ledger: each changes something, and is held against one that is there."""

import pytest
from ultralow.compute import ledger_settings, sampling
from ultralow.compute.ledger_settings import Variant

ALL = {
    "at rest": (*ledger_settings.mesh_variants(ledger_settings.MESHES), *ledger_settings.AT_REST),
    "effective": (
        *ledger_settings.mesh_variants(ledger_settings.MESHES_EFFECTIVE),
        *ledger_settings.EFFECTIVE,
    ),
}


@pytest.mark.parametrize("kind", ALL)
def test_each_variant_is_held_against_one_that_is_there(kind):
    plain = [variant.settings for variant in ALL[kind] if not variant.exact]
    for variant in ALL[kind]:
        assert variant.against in plain
        # One thing is changed; a mesh is, where nothing else is.
        changes = variant.settings.items() ^ variant.against.items()
        assert len({name for name, _ in changes}) + variant.exact <= 1


@pytest.mark.parametrize("kind", ALL)
def test_settings_are_those_that_there_are(kind):
    names = {name for variant in ALL[kind] for name in variant.settings}
    assert names <= set(sampling.Settings._fields)


@pytest.mark.parametrize("kind", ALL)
def test_no_two_variants_share_a_file_but_the_coarse_mesh(kind):
    stems = [variant.stem for variant in ALL[kind]]
    twice = {stem for stem in stems if stems.count(stem) > 1}
    assert twice == {"mesh_length-36"}


def test_a_file_is_named_after_what_is_changed():
    assert Variant("mesh", {}, {}).stem == "production"
    both = Variant("x", {"snapshots_third": 60, "distance": 0.02}, {}, exact=True)
    assert both.stem == "distance-0.02_snapshots_third-60_exact"


def test_effective_constants_have_finer_meshes_within_the_finest():
    for lengths in (ledger_settings.MESHES, ledger_settings.MESHES_EFFECTIVE):
        assert list(lengths) == sorted(lengths) and ledger_settings.COARSE in lengths
