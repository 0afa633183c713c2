"""Learning rates that change from step to step."""


def cosine_with_warmup(steps, peak, warmup_steps):
    """Return a learning rate that rises from a tenth of its peak, and falls to 0.

    It rises along a line, and falls along half a cosine.

    Parameters
    ----------
    steps : int
        Of the whole training.
    peak : float
        Largest learning rate.
    warmup_steps : int
        In how many of the steps it rises.

    Returns
    -------
    keras.optimizers.schedules.CosineDecay
        A function of the step.
    """
    import keras

    return keras.optimizers.schedules.CosineDecay(
        peak / 10, max(1, steps - warmup_steps), warmup_target=peak, warmup_steps=warmup_steps
    )
