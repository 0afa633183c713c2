"""Weights in Keras's order and in PyTorch's: channels last, and channels first.

Not only images are ordered differently, but also kernels, and what a flatten makes of feature
maps. NumPy arrays go in and come out; the other framework is not needed.
"""


def kernel_to_torch(kernel):
    """Return the kernel of a convolution as PyTorch keeps it.

    Parameters
    ----------
    kernel : ndarray, shape (KH, KW, C, F)
        Keras's.

    Returns
    -------
    ndarray, shape (F, C, KH, KW)

    Examples
    --------
    The first layer of VGG:

    >>> import numpy as np
    >>> kernel_to_torch(np.zeros((3, 3, 3, 64))).shape
    (64, 3, 3, 3)
    """
    return kernel.transpose(3, 2, 0, 1)


def kernel_to_keras(kernel):
    """Return the kernel of a convolution as Keras keeps it.

    Parameters
    ----------
    kernel : ndarray, shape (F, C, KH, KW)
        PyTorch's.

    Returns
    -------
    ndarray, shape (KH, KW, C, F)
    """
    return kernel.transpose(2, 3, 1, 0)


def dense_to_torch(kernel, maps_shape=None):
    """Return the weights of a dense layer as PyTorch keeps them.

    Parameters
    ----------
    kernel : ndarray, shape (D, units)
        Keras's.
    maps_shape : tuple of int, optional
        (H, W, C) of the feature maps where the layer stands behind a flatten; D = H · W · C.

    Returns
    -------
    ndarray, shape (units, D)
        Behind a flatten with the columns in the order of (C, H, W).

    Examples
    --------
    Two places with three channels, and one unit that has its own number as a weight for each:

    >>> import numpy as np
    >>> dense_to_torch(np.arange(6).reshape(6, 1), maps_shape=(1, 2, 3))
    array([[0, 3, 1, 4, 2, 5]])
    """
    if maps_shape is None:
        return kernel.T
    *_, units = kernel.shape
    return kernel_to_torch(kernel.reshape(*maps_shape, units)).reshape(units, -1)


def dense_to_keras(weight, maps_shape=None):
    """Return the weights of a dense layer as Keras keeps them: `dense_to_torch` backwards.

    Parameters
    ----------
    weight : ndarray, shape (units, D)
        PyTorch's.
    maps_shape : tuple of int, optional
        (H, W, C), as in `dense_to_torch`.

    Returns
    -------
    ndarray, shape (D, units)
    """
    if maps_shape is None:
        return weight.T
    H, W, C = maps_shape
    return kernel_to_keras(weight.reshape(-1, C, H, W)).reshape(H * W * C, -1)
