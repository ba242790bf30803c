"""Forces and stresses from machine-learned potentials, as ASE calculators.

The only module that knows torch, and it imports it when a checkpoint is loaded.
"""

import hashlib
import importlib.util
import re
import warnings
from pathlib import Path

from ase.calculators.calculator import Calculator, all_changes

from ultralow.checks import check_known
from ultralow.compute import ase_calculators, tuned_weights
from ultralow.errors import UltralowError

# Both files lie inside the wheel of sevenn on PyPI: nothing is downloaded.
CHECKPOINTS = {
    "7net-0": "SevenNet_0__11Jul2024/checkpoint_sevennet_0.pth",
    "7net-l3i5": "SevenNet_l3i5/checkpoint_l3i5.pth",
}
# Potentials that come as a file: weights tuned here, and any checkpoint of SevenNet.
OWN = (".hdf5", ".pth")
DEVICES = ("cpu", "cuda")
_OF_SEVENNET = ("e3nn", "sevenn", "torch")


def of_result(name):
    """The checkpoint of a result: its name, less the temperature of effective force constants."""
    return re.sub(r"-\d+K$", "", name)


def temperature_of_result(name):
    """The temperature of a result's effective force constants in K; None of one at rest.

    Examples
    --------
    >>> temperature_of_result("7net-0-300K"), temperature_of_result("7net-0")
    (300.0, None)
    """
    found = re.search(r"-(\d+)K$", name)
    return float(found[1]) if found else None


class _SevenNet(Calculator):
    """SevenNet on one thread, as trained or made invariant under inversion.

    The calculator of the package works in single precision, whose noise divided by a strain
    of 0.4 % would be the error of the stiffness. And neither checkpoint was trained with
    parity: a crystal and its mirror image get different energies, and forces break a mirror
    plane by up to 3e-3 eV/angstrom. The mean over both restores the symmetry exactly.
    """

    implemented_properties = ("energy", "free_energy", "forces", "stress")

    def __init__(self, model, config, name, signs):
        super().__init__()
        self.model, self.cutoff = model, config["cutoff"]
        self.device = next(model.parameters()).device
        self.atomic_numbers = tuple(sorted(config["_type_map"]))
        self.checkpoint, self.signs = name, signs
        self.dtype = next(model.parameters()).dtype

    def calculate(self, atoms=None, properties=None, system_changes=all_changes):
        from sevenn.train.dataload import unlabeled_atoms_to_graph

        super().calculate(atoms, properties, system_changes)
        _check_elements(self.atoms, self.atomic_numbers, self.checkpoint)
        graph = unlabeled_atoms_to_graph(self.atoms, self.cutoff)
        images = [self._evaluate(graph, sign) for sign in self.signs]
        means = [sum(values) / len(images) for values in zip(*images, strict=True)]
        self.results = dict(zip(("energy", "forces", "stress"), means, strict=True))
        self.results["free_energy"] = means[0]

    def _evaluate(self, graph, sign):
        """Energy, forces and stress of the crystal or, for sign -1, of its inverse image."""
        import sevenn._keys as key
        from sevenn.atom_graph_data import AtomGraphData
        from sevenn.util import dtype_correct

        image = dict(graph)
        image[key.POS], image[key.EDGE_VEC] = (
            sign * graph[key.POS],
            sign * graph[key.EDGE_VEC],
        )
        data = {name: dtype_correct(value, self.dtype) for name, value in image.items()}
        output = self.model(AtomGraphData(**data).to(self.device))
        pressure, forces = (
            output[name].detach().double().cpu().numpy()
            for name in (key.PRED_STRESS, key.PRED_FORCE)
        )
        # The model lists xx yy zz xy yz xz of the pressure; ASE wants the stress.
        stress, forces = -pressure[[0, 1, 2, 4, 5, 3]], sign * forces
        return output[key.PRED_TOTAL_ENERGY].item(), forces, stress


def _check_elements(atoms, known, name):
    from ase.data import chemical_symbols

    unknown = sorted(set(atoms.numbers.tolist()) - set(known))
    if unknown:
        raise UltralowError(
            f"{name} does not know {', '.join(chemical_symbols[number] for number in unknown)}.",
            f"It was trained on {len(known)} elements.",
            "compute a crystal of other elements, or use another potential.",
        )


def checkpoint_path(checkpoint):
    """Path of the file of a potential.

    Parameters
    ----------
    checkpoint : str
        A key of ``CHECKPOINTS``; or a path: of weights that were tuned here (.hdf5), or of any
        checkpoint of SevenNet (.pth). The latter is a pickle: as it is read it can run code, so
        that it should come from somebody you trust.

    Returns
    -------
    pathlib.Path

    Raises
    ------
    UltralowError
        If the name is unknown, there is no such file, or torch or sevenn is not installed.
    """
    own = Path(checkpoint)
    if own.suffix not in OWN and checkpoint not in CHECKPOINTS:
        raise UltralowError(
            f"Unknown checkpoint {checkpoint!r}.",
            mend=f"choose one of {', '.join(CHECKPOINTS)}, or give a file of SevenNet, my.pth.",
        )
    if own.suffix in OWN:
        check_file(own)
    missing = [name for name in ("torch", "sevenn") if importlib.util.find_spec(name) is None]
    if missing:
        raise UltralowError(
            f"The machine-learned potentials need {' and '.join(missing)}.",
            "Readers do not need them, so that the usual environment has neither.",
            "run `make compute`, which makes the environment .venv-compute and works in it.",
        )
    if own.suffix in OWN:
        return own
    package = Path(importlib.util.find_spec("sevenn").origin).parent
    return package / "pretrained_potentials" / CHECKPOINTS[checkpoint]


def check_file(path):
    """Refuse a potential whose file is not there."""
    if not Path(path).is_file():
        raise UltralowError(
            f"No potential {path}.",
            "There is no such file.",
            "look at its path, which is taken from where the command runs.",
        )


def checkpoint_name(checkpoint):
    """What a potential is called: itself, or the name of its file.

    Examples
    --------
    >>> checkpoint_name("7net-0"), checkpoint_name("data/potentials/7net-0-tuned.hdf5")
    ('7net-0', '7net-0-tuned')
    """
    own = Path(checkpoint)
    return own.stem if own.suffix in OWN else checkpoint


def checkpoint_sha256(checkpoint):
    """SHA-256 of the file of a potential, as 64 hexadecimal digits."""
    if checkpoint in ase_calculators.names():
        return ase_calculators.sha256(checkpoint)
    return hashlib.sha256(checkpoint_path(checkpoint).read_bytes()).hexdigest()


def packages(checkpoint, usual):
    """The distributions that a result hangs on: the usual ones, or with another calculator.

    Parameters
    ----------
    checkpoint : str
        As for `load_calculator`.
    usual : sequence of str
        Those of a potential of SevenNet, which another calculator does without.
    """
    if checkpoint not in ase_calculators.names():
        return tuple(usual)
    own = (one for one in usual if one not in _OF_SEVENNET)
    return (*own, *ase_calculators.packages(checkpoint))


def load_calculator(checkpoint, precision="double", parity=True, device="cpu"):
    """ASE calculator of a SevenNet potential, or one that another package brings.

    torch is set to one thread for the whole process: sums then have one order, and two runs
    agree to the last bit. On a graphics processor they do not.

    Parameters
    ----------
    checkpoint : str
        As for `checkpoint_path`; or one of :func:`ultralow.compute.ase_calculators.names`, whose
        calculator is taken as it is, whatever the other arguments say.
    precision : {"double", "single"}
        Of the arithmetic. Single is what the potentials were trained in.
    parity : bool
        Whether a crystal and its inverse image get the same energy, by the mean over both; it
        takes twice the time.
    device : {"cpu", "cuda"}
        Where the potential works.

    Returns
    -------
    ase.calculators.calculator.Calculator
        With energy, forces and stress.

    Raises
    ------
    UltralowError
        As `checkpoint_path`; for another precision or device; without such a device; and by each
        calculation, if the atoms hold an element that the potential was not trained on.

    References
    ----------
    Park et al., J. Chem. Theory Comput. 20, 4857 (2024), doi 10.1021/acs.jctc.4c00190
    """
    check_known(precision, ("double", "single"), "precision")
    check_known(device, DEVICES, "device")
    if checkpoint in ase_calculators.names():
        return ase_calculators.load(checkpoint)
    model, config = load_model(checkpoint)
    model.set_is_batch_data(False)
    if precision == "double":
        _make_double(model)
    name, signs = checkpoint_name(checkpoint), (1, -1) if parity else (1,)
    return _SevenNet(_on(model.eval(), device), config, name, signs)


def _on(model, device):
    import torch

    if device == "cuda" and not torch.cuda.is_available():
        raise UltralowError(
            "There is no graphics processor that PyTorch can use.",
            "The device cuda was asked for.",
            "leave the device out: everything is computed on the processor as well.",
        )
    return model.to(device)


def load_model(checkpoint):
    """The network of a potential, and its settings; errors as those of `checkpoint_path`.

    Parameters
    ----------
    checkpoint : str

    Returns
    -------
    model : torch.nn.Module
    config : dict
        ``cutoff`` in angstrom, and what else SevenNet keeps.
    """
    path = checkpoint_path(checkpoint)
    if path.suffix == ".hdf5":
        tuned = tuned_weights.read(path)
        # A name and never a path: no file says which other one is read.
        check_known(tuned.base, CHECKPOINTS, f"base of {path.name}")
        if checkpoint_sha256(tuned.base) != tuned.base_sha256:
            raise UltralowError(
                f"{path.name} was tuned from another {tuned.base} than the one that is installed.",
                mend="make it anew with `make tune`",
            )
        model, config = _shipped(checkpoint_path(tuned.base))
        _move(model, tuned.moved, path.name)
        return model, config
    return _shipped(path)


def _shipped(path):
    import sevenn.train.dataload  # noqa: F401 - it warns as it is imported, so that is done here
    import torch
    from sevenn.util import load_checkpoint

    torch.set_num_threads(1)
    with warnings.catch_warnings():
        # e3nn compiles with torch.jit, which torch 2.13 calls deprecated: no reader can mend it.
        warnings.filterwarnings("ignore", "`torch.jit", DeprecationWarning)
        try:
            stored = load_checkpoint(str(path))
            return stored.build_model(), stored.config
        except Exception as problem:  # whatever a pickle that is none may end in
            raise UltralowError(
                f"{path.name} is no checkpoint of SevenNet: {problem!s:.80}",
                mend="give the file that its training wrote, checkpoint_best.pth",
            ) from None


def _move(model, moved, shown):
    """Add to the weights of a model what tuning added to them."""
    import torch

    own = dict(model.named_parameters())
    for name, values in moved.items():
        if name not in own or tuple(own[name].shape) != values.shape:
            raise UltralowError(
                f"{shown}: the potential has no weights {name!r} of that shape.",
                mend="restore the file, or make it anew with `make tune`",
            )
        with torch.no_grad():
            own[name].add_(torch.from_numpy(values))


def _make_double(model):
    from sevenn.nn.node_embedding import OnehotEmbedding

    model.double()
    for module in model.modules():
        if isinstance(module, OnehotEmbedding):
            module.register_forward_hook(_to_double)


def _to_double(module, inputs, output):
    # The embedding casts to single precision whatever the weights are.
    for name in (module.key_output, module.key_additional_output):
        if name is not None:
            output[name] = output[name].double()
    return output
