"""Tables of contacts: bonds, cages and edges of the stored crystals."""

from ultralow.analysis import soft_mode_tables
from ultralow.data import materials


def test_contacts_of_the_published_crystals():
    for name in materials.names():
        found = soft_mode_tables.contacts(materials.get(name))
        bonds, cages, edges = found.values()
        assert len(bonds) == 24
        assert bonds.max() < cages.min() < edges.min() + 0.6
        table = soft_mode_tables.contact_table(materials.get(name), 4.6)
        assert table["number in the cell"].tolist() == [len(one) for one in found.values()]


def test_contacts_need_no_phonons():
    names = [one[0] for one in soft_mode_tables.numbers(materials.get("CsSnI3_yellow"), 4.6)]
    assert names == ["spread_of_bonds", "spread_of_cages", "spread_of_edges"]
