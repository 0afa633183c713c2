"""Whether a checkerboard goes away with training, and what hides a network that has learned.

The checkerboard is the chapter's own experiment, with more steps. The network that hides what it
knows is trained on nuclei of half the height and width, in crops of 64 pixels and with half the
filters, which takes a tenth of the time; thresholds begin at 0, and every second test image is
asked about. What the chapter says of haze rests on the five seeds of its log.
"""

import numpy as np
from experiment import Conclusion, Experiment

CHAPTER = "as in the chapter"


def nuclei():
    """Return images and masks to learn from, to choose by, and to test on."""
    from cnn_lessons.datasets import fetch_nuclei

    data = fetch_nuclei()
    held = np.arange(len(data.x_train)) % 5 == 0
    masks = data.objects_train > 0
    learned = data.x_train[~held], masks[~held]
    return learned, (data.x_train[held], masks[held]), (data.x_test, data.objects_test > 0)


def checkerboard(seed, epochs=12):
    """Return how uneven an even image comes out, before and after training."""
    import keras
    from keras import layers

    (images, _), _, _ = nuclei()
    crops = images[:40, 64:192, 64:192]
    crops = crops / crops.max(axis=(1, 2, 3), keepdims=True)
    grey, found = np.full((1, 64, 64, 1), 0.5, "float32"), {}
    for kind in (3, 4):
        keras.utils.set_random_seed(seed)
        down = [layers.Conv2D(n, 3, 2, "same", activation="relu") for n in (8, 16)]
        up = [layers.Conv2DTranspose(n, kind, 2, "same", activation=a) for n, a in UP]
        model = keras.Sequential([*down, *up])
        before = np.array(model(grey))[:, 16:-16, 16:-16]
        model.compile(keras.optimizers.Adam(0.005), "mse")
        model.fit(crops, crops, 8, epochs, verbose=0)
        after = np.array(model(grey))[:, 16:-16, 16:-16]
        found[f"{kind} × {kind}: begins at"] = before.std()
        found[f"{kind} × {kind}: of the grey"] = after.std() / after.mean()
        found[f"{kind} × {kind}: of what it was"] = after.std() / before.std()
    return found


UP = (8, "relu"), (1, None)
CHECKERBOARD = Experiment(
    "Does the checkerboard stay?",
    checkerboard,
    {CHAPTER: {}, "36 epochs": {"epochs": 36}, "96 epochs": {"epochs": 96}},
    [
        Conclusion(
            "After training it is a hundredth of the grey or more, for either kernel size.",
            lambda found: min(found[f"{k} × {k}: of the grey"].min() for k in (3, 4)) > 0.01,
            (CHAPTER,),
        ),
        Conclusion(
            "It is more than a quarter of what it was.",
            lambda found: min(found[f"{k} × {k}: of what it was"].min() for k in (3, 4)) > 0.25,
            (CHAPTER,),
        ),
        Conclusion(
            "It does not go away: three thousandths of the grey stay, or more.",
            lambda found: min(found[f"{k} × {k}: of the grey"].min() for k in (3, 4)) > 0.003,
        ),
        Conclusion(
            "4 × 4 has no less of it than 3 × 3, or not in each seed.",
            lambda found: (found["4 × 4: of the grey"] > found["3 × 3: of the grey"]).any(),
        ),
    ],
)


def hide(seed, steps):
    """Return the mean Dice of a network with averages as trained, and settled."""
    import keras

    from cnn_lessons.tasks import (
        build_unet,
        choose_threshold,
        dice_scores,
        draw_crops,
        predict_shares,
        settle_averages,
        train_unet,
    )

    parts = [(x[:, ::2, ::2], y[:, ::2, ::2]) for x, y in nuclei()]
    learned, held, test = parts[0], parts[1], [part[::2] for part in parts[2]]
    keras.utils.set_random_seed(seed)
    model = build_unet((None, None, 1), 1, (4, 8, 16, 32), "same", 0.99)
    losses = train_unet(model, *learned, steps, size=64, seed=seed, report=0)
    found = {"loss": np.mean(losses[-5:])}

    def judge(name, lowest):
        grid = [0, 0.001, 0.01, 0.03, *np.linspace(0.1, 0.9, 9)]
        level, _ = choose_threshold(
            predict_shares(model, held[0]), held[1], [each for each in grid if each >= lowest]
        )
        masks = predict_shares(model, test[0]) > level
        found[name] = dice_scores(masks, test[1]).mean()

    judge("as trained", 0)
    judge("as trained, thresholds from 0.1", 0.1)
    crops, _ = draw_crops(*learned, 160, 64, np.random.default_rng(seed))
    settle_averages(model, crops)
    judge("settled", 0)
    found["each pixel a nucleus"] = dice_scores(np.ones_like(test[1]), test[1]).mean()
    return found


HIDE = Experiment(
    "What hides a network that has learned?",
    hide,
    {
        "80 steps, small": {"steps": 80},
        "160 steps, small": {"steps": 160},
        "40 steps, small": {"steps": 40},
    },
    [
        Conclusion(
            "As trained, it is behind the same network with settled averages, in each seed, and by "
            "0.2 in the mean.",
            lambda found: (
                (found["settled"] > found["as trained"]).all()
                and (found["settled"] - found["as trained"]).mean() > 0.2
            ),
        ),
        Conclusion(
            "Twice the steps do not mend it: it is behind by 0.15 in each seed.",
            lambda found: (found["settled"] - found["as trained"]).min() > 0.15,
            ("160 steps, small",),
        ),
        Conclusion(
            "With settled averages each is above 0.7.",
            lambda found: found["settled"].min() > 0.7,
            ("80 steps, small", "160 steps, small"),
        ),
    ],
)


EXPERIMENTS = [CHECKERBOARD, HIDE]
