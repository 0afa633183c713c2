"""Optimizers: how far to step, once the gradient says where down is.

Each changes a list of parameters in place, and keeps what it remembers of them
by their position in the list. Their equations and defaults are those of Keras;
so after the same gradients the same numbers stand in the same places.
"""

import numpy as np

from cnn_lessons.learning.optimizer import Optimizer
from cnn_lessons.operations.values import above_0, at_least_0, share_of_1


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
