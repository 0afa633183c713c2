"""Optimizers: how far to step, once the gradient says where down is.

Each changes a list of parameters in place, and keeps what it remembers of them
by their position in the list. Their equations and defaults are those of Keras;
so after the same gradients the same numbers stand in the same places.
"""

from operator import is_

import numpy as np

from cnn_lessons.operations.values import NotFiniteError, above_0, at_least_0, share_of_1


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


class SGD(Optimizer):
    """Stochastic gradient descent, with momentum if wanted.

    With momentum, a velocity gathers the gradients and the parameter follows it.
    Nesterov's variant steps as if the velocity had been followed once more already.

    Parameters
    ----------
    learning_rate : float, default=0.01
        Factor of every step.
    momentum : float, default=0.0
        Share of the velocity that is kept, from 0 to below 1; 0.9 is usual.
    nesterov : bool, default=False
        Whether to look ahead.

    References
    ----------
    .. [1] I. Sutskever et al., "On the importance of initialization and momentum in
       deep learning", 2013. https://proceedings.mlr.press/v28/sutskever13.html

    Examples
    --------
    >>> weights = np.array([1.0])
    >>> SGD(learning_rate=0.1).update([weights], [np.array([2.0])])
    >>> weights
    array([0.8])
    """

    def __init__(self, learning_rate=0.01, momentum=0.0, nesterov=False):
        super().__init__(learning_rate)
        self.momentum = share_of_1(momentum, "momentum")
        self.nesterov = nesterov
        self.slots = ("velocity",) if momentum else ()

    def _step(self, gradient, velocity=None):
        move = self.learning_rate * gradient
        if velocity is None:
            return move
        velocity *= self.momentum
        velocity += move
        return self.momentum * velocity + move if self.nesterov else velocity


class AdaGrad(Optimizer):
    """AdaGrad: each number has a step of its own, which shrinks with what it has seen.

    Parameters
    ----------
    learning_rate : float, default=0.001
        Factor of every step.
    initial_value : float, default=0.1
        What the sums of squares start from.
    epsilon : float, default=1e-7
        Keeps the division from 0.

    References
    ----------
    .. [1] J. Duchi, E. Hazan and Y. Singer, "Adaptive subgradient methods for online
       learning and stochastic optimization", 2011.
       https://jmlr.org/papers/v12/duchi11a.html
    """

    slots = ("squares",)

    def __init__(self, learning_rate=0.001, initial_value=0.1, epsilon=1e-7):
        super().__init__(learning_rate)
        self.initial_value = at_least_0(initial_value, "initial_value")
        self.epsilon = above_0(epsilon, "epsilon")

    def _step(self, gradient, squares):
        squares += gradient**2
        return self.learning_rate * gradient / np.sqrt(squares + self.epsilon)


class RMSprop(Optimizer):
    """RMSprop: AdaGrad that forgets, so that its steps do not shrink for ever.

    Parameters
    ----------
    learning_rate : float, default=0.001
        Factor of every step.
    rho : float, default=0.9
        Share of the mean of squares that is kept at each step.
    epsilon : float, default=1e-7
        Keeps the division from 0.

    References
    ----------
    .. [1] T. Tieleman and G. Hinton, "Lecture 6.5: rmsprop", 2012.
       https://www.cs.toronto.edu/~tijmen/csc321/slides/lecture_slides_lec6.pdf
    """

    slots = ("squares",)

    def __init__(self, learning_rate=0.001, rho=0.9, epsilon=1e-7):
        super().__init__(learning_rate)
        self.rho = share_of_1(rho, "rho")
        self.epsilon = above_0(epsilon, "epsilon")

    def _step(self, gradient, squares):
        squares *= self.rho
        squares += (1 - self.rho) * gradient**2
        return self.learning_rate * gradient / np.sqrt(squares + self.epsilon)


class Adam(Optimizer):
    """Adam: momentum and RMSprop together, corrected for starting from 0.

    Parameters
    ----------
    learning_rate : float, default=0.001
        Factor of every step, and nearly the length of the first ones.
    beta_1 : float, default=0.9
        Share of the mean of gradients that is kept at each step.
    beta_2 : float, default=0.999
        Share of the mean of squares that is kept at each step.
    epsilon : float, default=1e-7
        Keeps the division from 0.

    References
    ----------
    .. [1] D. Kingma and J. Ba, "Adam: a method for stochastic optimization", 2014,
       the second form of section 2. https://arxiv.org/abs/1412.6980

    Examples
    --------
    The first step is as long as the learning rate, however large the gradient:

    >>> weights = np.array([1.0, 1.0])
    >>> Adam(learning_rate=0.1).update([weights], [np.array([500.0, -0.02])])
    >>> weights.round(4)
    array([0.9, 1.1])
    """

    slots = ("mean", "squares")

    def __init__(self, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
        super().__init__(learning_rate)
        self.beta_1 = share_of_1(beta_1, "beta_1")
        self.beta_2 = share_of_1(beta_2, "beta_2")
        self.epsilon = above_0(epsilon, "epsilon")

    def _step(self, gradient, mean, squares):
        mean += (1 - self.beta_1) * (gradient - mean)
        squares += (1 - self.beta_2) * (gradient**2 - squares)
        correction = (1 - self.beta_2**self.steps) ** 0.5 / (1 - self.beta_1**self.steps)
        return self.learning_rate * correction * mean / (np.sqrt(squares) + self.epsilon)


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
