"""Make new codes from noise: noise is taken away step by step.

NumPy says how noise is added and taken away; Keras learns to guess what was below it.
"""

import numpy as np

from cnn_lessons.tasks.generation import fit_squares


def noise_levels(time):
    """Return how much of the clean code is left at a time, and how much noise is there.

    The two are cosine and sine of a quarter turn, so that their squares add up to 1: where
    codes and noise have variance 1, their mixture has it too, at any time.

    Parameters
    ----------
    time : float or ndarray
        From 0, all clean, to 1, all noise.

    Returns
    -------
    (float or ndarray, float or ndarray)
        Factor of the clean code, and standard deviation of the noise.

    Raises
    ------
    ValueError
        If a time is not between 0 and 1.

    Examples
    --------
    >>> clean, noise = noise_levels(0.5)
    >>> round(float(clean), 4), round(float(noise), 4)
    (0.7071, 0.7071)
    """
    time = np.asarray(time)
    if not ((time >= 0) & (time <= 1)).all():
        raise ValueError(
            f"time goes from {time.min()} to {time.max()}, expected 0 (all clean) to 1 (all noise)."
        )
    return np.cos(np.pi / 2 * time), np.sin(np.pi / 2 * time)


def add_noise(codes, noise, time):
    """Return codes with noise, as much as there is at a time.

    Parameters
    ----------
    codes, noise : ndarray, shape (N, K)
        Both of mean 0 and variance 1.
    time : float or ndarray, shape (N, 1)
        From 0, all clean, to 1, all noise.

    Returns
    -------
    ndarray, shape (N, K)

    Raises
    ------
    ValueError
        If codes and noise differ in shape, the time is neither one number nor one for each code,
        or not between 0 and 1.
    """
    if np.shape(codes) != np.shape(noise):
        raise ValueError(
            f"The codes have shape {np.shape(codes)} and the noise {np.shape(noise)}. Draw one "
            "number of noise for each number of the codes."
        )
    if np.ndim(time) and np.shape(time) != (len(codes), 1):
        raise ValueError(
            f"time has shape {np.shape(time)}, expected one number, or one for each code, of shape "
            f"({len(codes)}, 1)."
        )
    clean_level, noise_level = noise_levels(time)
    return clean_level * codes + noise_level * noise


def remove_noise(guess, noise, steps):
    """Go from noise to clean codes: guess what is below, and go a step towards it.

    At each step the clean code is guessed, what is left is taken for noise, and both are mixed
    anew as they are a little earlier. This is DDIM's way [1]_; the last step returns the guess.

    Parameters
    ----------
    guess : callable
        ``guess(mixture, time)`` returns the clean codes, of shape (N, K).
    noise : ndarray, shape (N, K)
        Of mean 0 and variance 1: where to begin.
    steps : int
        At least 1.

    Returns
    -------
    ndarray, shape (N, K)

    Raises
    ------
    ValueError
        If there is no step.

    References
    ----------
    .. [1] J. Song, C. Meng and S. Ermon, "Denoising diffusion implicit models", 2020,
       equation 12 with sigma = 0. https://arxiv.org/abs/2010.02502
    """
    if steps < 1:
        raise ValueError(f"steps={steps}, expected at least 1: the last step returns the guess.")
    mixture = noise
    for step in range(steps, 0, -1):
        clean = guess(mixture, step / steps)
        clean_level, noise_level = noise_levels(step / steps)
        left = (mixture - clean_level * clean) / noise_level
        mixture = add_noise(clean, left, (step - 1) / steps)
    return mixture


def build_denoiser(size, units=256, layers=3):
    """Return a network that guesses clean codes from noisy ones and the time.

    Parameters
    ----------
    size : int
        K, numbers of a code.
    units, layers : int
        Of the dense layers; each but the first adds to what it got, as in ResNet.

    Returns
    -------
    keras.Model
        For inputs of shape (N, K + 1): the mixture and, last, the time.
    """
    import keras

    inputs = keras.Input((size + 1,))
    time = inputs[:, -1:]
    # A dense layer cannot bend one number much: it gets waves of four lengths.
    waves = [keras.ops.sin(np.pi / 2 * (2**i * time + j)) for i in range(4) for j in (0, 1)]
    x = keras.ops.concatenate([inputs[:, :-1], *waves], axis=-1)
    x = keras.layers.Dense(units, activation="silu")(x)
    for _ in range(layers - 1):
        x = keras.layers.Add()([x, keras.layers.Dense(units, activation="silu")(x)])
    return keras.Model(inputs, keras.layers.Dense(size)(x))


def train_denoiser(codes, steps=1500, batch_size=512, peak=0.003, seed=0, progress=True):
    """Train a denoiser on codes, and return it as a function of mixture and time.

    Each step draws codes, times and noise anew; the loss is the squared error of the guess.

    Parameters
    ----------
    codes : ndarray, shape (N, K)
        Of mean 0 and variance 1 in each column.
    steps, batch_size : int
        How often, and from how many codes, the weights are moved.
    peak : float
        Learning rate at the beginning; it falls to 0.
    seed : int, default=0
        Of weights, codes, times and noise.
    progress : bool, default=True
        Whether to print a line after each quarter of the steps.

    Returns
    -------
    callable
        ``guess(mixture, time)``, for `remove_noise`.

    Raises
    ------
    ValueError
        If the codes have another mean or variance, or a number is not finite.
    """
    import keras

    _check_scaled(codes)
    keras.utils.set_random_seed(seed)
    rng = np.random.default_rng(seed)
    draws, size = steps * batch_size, codes.shape[1]
    clean = codes[rng.integers(0, len(codes), draws)].astype(np.float32)
    time = rng.random((draws, 1), dtype=np.float32)
    mixture = add_noise(clean, rng.standard_normal((draws, size), dtype=np.float32), time)
    model = build_denoiser(size)
    fit_squares(
        model, np.concatenate([mixture, time], axis=1), clean, 1, peak, batch_size, progress
    )

    def guess(mixture, time):
        times = np.full((len(mixture), 1), time)
        return keras.ops.convert_to_numpy(model(np.concatenate([mixture, times], axis=1)))

    return guess


def _check_scaled(codes):
    if codes.ndim != 2:
        raise ValueError(f"The codes have shape {codes.shape}, expected (N, K).")
    means, spreads = codes.mean(axis=0), codes.std(axis=0)
    if not ((np.abs(means) <= 0.1) & (np.abs(spreads - 1) <= 0.1)).all():  # of NaN, too
        raise ValueError(
            f"The codes have means from {means.min():.2f} to {means.max():.2f} and standard "
            f"deviations from {spreads.min():.2f} to {spreads.max():.2f}, expected 0 and 1: noise "
            "is mixed in by the measure of 1. Scale them, for example with PCA(whiten=True)."
        )
