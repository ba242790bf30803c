"""Tune a potential to forces from first principles.

    python workflow/scripts/tuning/tune.py --frames data/computed/CsPbBr3/training_pbe.xyz \\
        --base 7net-0 --settings '{"epochs": 20}' --build build/tuning/potentials/7net-0-tuned \\
        --output data/potentials/7net-0-tuned.hdf5

By forces alone: energies of two programs differ by a constant an element, which would have to be
taken off first, and the pressure of few plane waves is off by half a gigapascal. The state of each
epoch is kept in the build folder, and a run goes on from there; the result is the same.
"""

import argparse
import hashlib
import json
import sys
import time
from pathlib import Path

import numpy as np
from ultralow.compute import potentials, provenance, tuned_weights, tuning_settings
from ultralow.data import atomic_write, training_frames
from ultralow.errors import UltralowError

FORMAT = "ultralow tuned potential 1"
UNITS = {
    "history": "eV/angstrom: root mean square error of a component of a force during an epoch, on "
    "the frames that it is tuned on",
    "huber_eV_A": "eV/angstrom",
}


def main(arguments=None):
    """Tune, store; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name in ("base", "settings"):
        parser.add_argument(f"--{name}", required=True)
    for name in ("build", "output"):
        parser.add_argument(f"--{name}", required=True, type=Path)
    parser.add_argument("--frames", required=True, nargs="+", type=Path)
    options = parser.parse_args(arguments)
    try:
        settings = tuning_settings.settings(json.loads(options.settings))
        used, files = taken(options.frames, settings.choice)
        run = Run(options.base, used, settings, options.build / "epoch.pt")
        run.finish()
        store(options, run, files)
    except UltralowError as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


def taken(paths, choice):
    """The frames of all crystals that are used, and what the record says of their files."""
    frames, files = [], {}
    for path in paths:
        found = training_frames.parse(path, path.as_posix())
        indices = tuning_settings.chosen(len(found), choice)
        frames += [found[index] for index in indices]
        files[path.parent.name] = provenance.fingerprint(path) | {"frames": indices}
    return frames, files


class Run:
    """A network on its way from the shipped weights to the tuned ones."""

    def __init__(self, base, frames, settings, kept):
        from sevenn.train.loss import ForceLoss
        from sevenn.train.trainer import Trainer
        from torch.nn import HuberLoss
        from torch.optim import Adam
        from torch.optim.lr_scheduler import OneCycleLR

        self.base, self.settings, self.kept = base, settings, kept
        self.model, config = potentials.load_model(base)
        self.graphs = {
            sign: [labelled(atoms, sign, config["cutoff"]) for atoms in frames] for sign in (1, -1)
        }
        self.count = len(frames)
        schedule = {
            "max_lr": settings.learning_rate,
            "total_steps": tuning_settings.steps_in_all(self.count, settings) + 1,
            "pct_start": 0.05,
        }
        loss = ForceLoss(criterion=HuberLoss(delta=settings.huber_eV_A))
        self.trainer = Trainer(
            self.model, [(loss, 1.0)], Adam, {"lr": settings.learning_rate}, OneCycleLR, schedule,
            device="cpu",
        )  # fmt: skip
        self.done, self.history, self.seconds = 0, [], 0.0
        self.asked = fingerprint(base, frames, settings)

    def finish(self):
        """All epochs that are left."""
        self.resume()
        while self.done < self.settings.epochs:
            began = time.process_time()
            self.history.append(self.epoch(self.done))
            self.done, self.seconds = self.done + 1, self.seconds + time.process_time() - began
            self.keep()
            error = 1e3 * self.history[-1]
            print(f"{self.base}: epoch {self.done} of {self.settings.epochs}, "
                  f"{error:.1f} meV/angstrom on its frames", flush=True)  # fmt: skip

    def epoch(self, number):
        """See every frame once; return the error on them, as they came."""
        import sevenn._keys as key
        from torch_geometric.data import Batch

        squares = []
        for step in tuning_settings.epoch(self.count, number, self.settings):
            pairs = zip(step.frames, step.signs, strict=True)
            batch = Batch.from_data_list(
                [self.graphs[sign][index].clone() for index, sign in pairs]
            )
            seen = Watched(batch)
            self.trainer.run_one_epoch([seen], is_train=True)
            self.trainer.scheduler_step()
            off = (seen.batch[key.PRED_FORCE] - seen.batch[key.FORCE]).detach().numpy()
            squares.append(off.ravel() ** 2)
        return float(np.sqrt(np.mean(np.concatenate(squares))))

    def keep(self):
        """What an interrupted run goes on from."""
        import torch

        state = self.trainer.get_checkpoint_dict()
        names = ("model_state_dict", "optimizer_state_dict", "scheduler_state_dict")
        state = {name: state[name] for name in names}
        state |= {"done": self.done, "history": self.history, "seconds": self.seconds,
                  "asked": self.asked}  # fmt: skip
        atomic_write.replace_atomically(self.kept, lambda draft: torch.save(state, draft))

    def resume(self):
        """Go on from an earlier run that was asked for the same."""
        import torch

        if not self.kept.is_file():
            return
        state = torch.load(self.kept, weights_only=True)
        if state.pop("asked") != self.asked:
            return
        self.done, self.history, self.seconds = (
            state.pop(name) for name in ("done", "history", "seconds")
        )
        self.trainer.load_state_dicts(**state)


class Watched:
    """A batch that the trainer takes, and that can be looked at when it is through."""

    def __init__(self, batch):
        self.batch = batch

    def to(self, device, **_):
        """The batch itself, which the network adds its forces to."""
        self.batch = self.batch.to(device)
        return self.batch


def labelled(atoms, sign, cutoff):
    """A frame, or its inverse image, as the network takes it, with the forces and no energy."""
    from sevenn.atom_graph_data import AtomGraphData
    from sevenn.train.dataload import atoms_to_graph

    image = atoms.copy()
    image.positions = sign * atoms.positions  # the lattice is its own inverse image
    image.info = {"y_energy": np.nan}
    image.arrays["y_force"] = sign * atoms.arrays[training_frames.FORCES]
    graph = atoms_to_graph(image, cutoff, transfer_info=False, allow_unlabeled=True)
    return AtomGraphData.from_numpy_dict(graph)


def fingerprint(base, frames, settings):
    """What a kept epoch must have been asked for to be gone on from."""
    told = hashlib.sha256(json.dumps([base, settings._asdict()]).encode())
    for atoms in frames:
        told.update(atoms.positions.tobytes() + atoms.arrays[training_frames.FORCES].tobytes())
    return told.hexdigest()


def store(options, run, files):
    """The weights, and the record of their making."""
    began = dict(potentials.load_model(options.base)[0].named_parameters())
    moved = {
        name: (values - began[name]).detach().numpy()
        for name, values in run.model.named_parameters()
        if values.requires_grad
    }
    sha256 = potentials.checkpoint_sha256(options.base)
    tuned = tuned_weights.TunedWeights(options.base, sha256, moved)
    atomic_write.write_hdf5(options.output, lambda file: tuned_weights.fill(file, tuned))
    record = {
        "format": FORMAT,
        "name": options.output.stem,
        "base": options.base,
        "base_sha256": sha256,
        "grade": "R",
        "frames": files,
        "settings": run.settings._asdict(),
        "history": provenance.significant(run.history, 4),
        "cost": {"core_seconds": round(run.seconds, 1)},
        "units": UNITS,
        "provenance": provenance.provenance(("ase", "numpy", "sevenn", "torch")),
    }
    atomic_write.write_json(options.output.with_suffix(".json"), record)


if __name__ == "__main__":
    sys.exit(main())
