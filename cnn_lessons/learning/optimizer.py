"""What all optimizers have in common: checks, and a memory for each parameter."""

from operator import is_

import numpy as np

from cnn_lessons.operations.values import NotFiniteError, above_0


class Optimizer:
    """What all optimizers share: checks, and a memory for each parameter.

    A subclass names its memories in `slots` and computes the step of one parameter.

    Parameters
    ----------
    learning_rate : float
        Factor of every step, above 0. It may be changed between steps.

    Raises
    ------
    ValueError
        If a number is outside of its range.
    """

    slots = ()
    initial_value = 0.0  # of every memory

    def __init__(self, learning_rate):
        self.learning_rate = above_0(learning_rate, "learning_rate")
        self.steps = 0
        self._parameters = []  # the arrays of the first step
        self._memory = []

    def update(self, parameters, gradients):
        """Take one step, in place.

        Parameters
        ----------
        parameters : list of ndarray
            What to change; the same arrays in the same order at every step.
        gradients : list of ndarray
            The gradient of the loss for each, same shapes.

        Raises
        ------
        TypeError, ValueError
            If the lists do not fit together, are not those of arrays that can be changed, or
            not the parameters of the first step; nothing has been changed then.
        NotFiniteError
            If a gradient is not finite; nothing has been changed then.
        """
        self._check(parameters, gradients)
        if not self._parameters:
            self._parameters = list(parameters)
            self._memory = [
                {slot: np.full_like(parameter, self.initial_value) for slot in self.slots}
                for parameter in parameters
            ]
        self.steps += 1
        for parameter, gradient, memory in zip(parameters, gradients, self._memory, strict=True):
            move = self._step(gradient.astype(parameter.dtype, copy=False), **memory)
            np.subtract(parameter, move, out=parameter)

    def _step(self, gradient, **memory):
        """Return what is taken from a parameter, and bring its memories up to date."""
        raise NotImplementedError

    def _check(self, parameters, gradients):
        if len(parameters) != len(gradients):
            raise ValueError(
                f"{len(parameters)} parameters, but {len(gradients)} gradients: "
                "give one gradient for each parameter, in the same order."
            )
        if self._parameters and not _are_the_same(self._parameters, parameters):
            raise ValueError(
                "the parameters are not the arrays of the first step, from which this optimizer "
                "remembers gradients. Make a new optimizer for another network."
            )
        for number, (parameter, gradient) in enumerate(zip(parameters, gradients, strict=True)):
            _check_pair(number, parameter, gradient)
            if not np.isfinite(gradient).all():
                raise NotFiniteError(
                    f"gradient {number} has infinity or NaN in it. The training has diverged: "
                    f"try a smaller learning rate than {self.learning_rate:g}."
                )


def _are_the_same(arrays, others):
    return len(arrays) == len(others) and all(map(is_, arrays, others))


def _check_pair(number, parameter, gradient):
    for name, array in (("parameter", parameter), ("gradient", gradient)):
        if not isinstance(array, np.ndarray) or array.dtype.kind != "f":
            kind = array.dtype if isinstance(array, np.ndarray) else type(array).__name__
            raise TypeError(
                f"{name} {number} is of {kind}, but an array of floats is expected, since it is "
                f"changed in place. Use np.asarray({name}, dtype=float) before the first step."
            )
    if not parameter.flags.writeable:
        raise ValueError(f"parameter {number} is read-only. Give a copy: parameter.copy().")
    if parameter.shape != gradient.shape:
        raise ValueError(
            f"gradient {number} has shape {gradient.shape}, but its parameter has "
            f"{parameter.shape}."
        )
