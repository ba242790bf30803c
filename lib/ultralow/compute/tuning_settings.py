"""How a potential is tuned to forces from first principles: a few numbers, and which frames when.

Network, gradient and optimiser are those of SevenNet and PyTorch; what is ours is which frames it
sees when. No frame that judges a potential is among them, none is held back to stop early, and the
last epoch is the result.
"""

from typing import NamedTuple

import numpy as np

from ultralow.checks import check_known
from ultralow.compute import requested
from ultralow.errors import UltralowError

CHOICES = ("all", "even", "odd")


class Settings(NamedTuple):
    """What tuning may be asked for.

    Attributes
    ----------
    epochs : int
        How often each frame is seen.
    batch : int
        Frames a step.
    learning_rate : float
        The largest: it rises over the first twentieth of the steps, and falls as a cosine. It is
        PyTorch's one-cycle schedule, in which the first moment of Adam runs against it, from 0.95
        to 0.85 and back.
    huber_eV_A : float
        Errors of a component of a force count by their squares up to here, and linearly beyond.
    choice : {"all", "even", "odd"}
        Of the frames of each crystal: two halves tell what the choice of frames is worth.
    seed : int
        Of the order of frames.
    """

    epochs: int = 20
    batch: int = 2
    learning_rate: float = 1e-3
    huber_eV_A: float = 0.01
    choice: str = "all"
    seed: int = 1


def settings(changes=None):
    """The settings, with some changed.

    Parameters
    ----------
    changes : dict, optional
        Field of :class:`Settings` to value.

    Raises
    ------
    UltralowError
        For a field that there is not, or a value that cannot be.
    """
    found = requested.changed(Settings(), changes, "setting of tuning")
    check_known(found.choice, CHOICES, "choice of frames")
    for name in ("epochs", "batch", "learning_rate", "huber_eV_A"):
        if not 0 < getattr(found, name) < 1e5:
            raise UltralowError(f"the setting {name} cannot be {getattr(found, name)!r}")
    return found


def chosen(count, choice):
    """Which of a crystal's frames are used, by their index.

    Parameters
    ----------
    count : int
    choice : {"all", "even", "odd"}
        Frames come from two ensembles in turn, and pairs of them with the whole and half of the
        motion: either half has all four kinds.

    Examples
    --------
    >>> chosen(8, "even"), chosen(8, "odd")
    ([0, 1, 6, 7], [2, 3, 4, 5])
    """
    check_known(choice, CHOICES, "choice of frames")
    half = CHOICES.index(choice) - 1
    return [index for index in range(count) if half < 0 or (index // 2 + index // 4) % 2 == half]


class Step(NamedTuple):
    """What one step of the optimiser sees.

    Attributes
    ----------
    frames : tuple of int
    signs : tuple of int
        -1 for a frame as its inverse image: the forces of a crystal are odd under inversion, and
        the networks do not know it.
    """

    frames: tuple
    signs: tuple


def epoch(count, number, chosen_settings):
    """The steps of one epoch: all frames once, in random order, each as it is or inverted.

    Parameters
    ----------
    count : int
        Of all frames.
    number : int
        Of the epoch: its random numbers hang on it and the seed alone, so that a run that was
        interrupted goes on as it would have.
    chosen_settings : Settings

    Returns
    -------
    list of Step
    """
    random = np.random.default_rng([chosen_settings.seed, number])
    order, signs = random.permutation(count), random.choice((-1, 1), count)
    size = chosen_settings.batch
    return [
        Step(tuple(order[at : at + size].tolist()), tuple(signs[at : at + size].tolist()))
        for at in range(0, count, size)
    ]


def steps_in_all(count, chosen_settings):
    """How many steps a run takes."""
    return chosen_settings.epochs * -(-count // chosen_settings.batch)
