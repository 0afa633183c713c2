"""Whether the box's loss needs a weight, and whether a loss made of IoU fits boxes better.

The chapter's log has five seeds for its own settings, for twice the epochs and for three times
the noise, and for half the epochs on the cells: they are judged as they are. Trained anew are a
third of the scenes, and the cells without their mirror images.
"""

from experiment import Conclusion, Experiment

CHAPTER, SIZE = "as in the chapter", (48, 64)


def weigh(seed, data="scenes", epochs=10, count=None):
    """Return how well boxes fit and classes are named, for two weights."""
    found = {}
    for weight in (1, 30):
        run = trained(seed, count, epochs, weight) if count else logged(seed, data, epochs, weight)
        found[f"boxes by {weight}"] = run["mean_iou"]
        found[f"classes by {weight}"] = run["accuracy"]
    return found


def logged(seed, data, epochs, weight):
    """Return a line of the log."""
    from cnn_lessons.tasks import load_log

    wanted = {"data": data, "seed": seed, "epochs": epochs, "box_weight": weight}
    (run,) = load_log("localizers", box_loss="squared", **wanted)
    return run


def trained(seed, count, epochs, weight):
    """Return what a training comes to, as in the log."""
    from train_localizers import judge, scenes

    parts = scenes(count, 300 + seed, 0.04), scenes(400, 400 + seed, 0.04)
    *_, fit, _, accuracy = judge(seed, *parts, ("squared", weight, epochs))
    return {"mean_iou": float(fit), "accuracy": float(accuracy)}


WEIGHTS = Experiment(
    "Does the box need a weight?",
    weigh,
    {
        CHAPTER: {},
        "20 epochs": {"epochs": 20},
        "three times the noise": {"data": "noisy"},
        "a third of the scenes": {"count": 500},
    },
    [
        Conclusion(
            "Weighed by 1, the best boxes are worse by 0.1 than the worst by 30.",
            lambda found: found["boxes by 1"].max() < found["boxes by 30"].min() - 0.1,
        ),
        Conclusion(
            "And its classes are not better in any seed by 0.03.",
            lambda found: (found["classes by 1"] - found["classes by 30"]).max() < 0.03,
            (CHAPTER, "20 epochs", "three times the noise"),
        ),
    ],
)


def cells(seed, epochs=24, mirrored=True):
    """Return how well boxes of white cells fit on the validation photographs, by loss."""
    found = {}
    for loss in ("squared", "absolute", "iou"):
        if mirrored:
            from cnn_lessons.tasks import load_log

            wanted = {"data": "cells", "seed": seed, "epochs": epochs}
            (run,) = load_log("localizers", box_loss=loss, **wanted)
            fit, good = run["mean_iou"], run["good"]
        else:
            from train_localizers import judge

            from cnn_lessons.datasets import fetch_blood_cells
            from cnn_lessons.tasks import largest_objects

            data = fetch_blood_cells(SIZE)
            parts = (largest_objects(part, 1)[:2] for part in (data.train, data.validation))
            *_, fit, good, _ = judge(seed, *parts, (loss, 30, epochs))
        found[loss], found[f"{loss}, 0.5 or more"] = float(fit), float(good)
    return found


LOSSES = Experiment(
    "Is a loss that is nearer to the measure better?",
    cells,
    {
        CHAPTER: {},
        "12 epochs": {"epochs": 12},
        "not mirrored": {"mirrored": False},
    },
    [
        Conclusion(
            "1 − IoU beats the squares in each seed, by a few hundredths.",
            lambda found: (
                (found["iou"] > found["squared"]).all()
                and (found["iou"] - found["squared"]).max() < 0.1
            ),
            (CHAPTER,),
        ),
        Conclusion(
            "So does the absolute error.",
            lambda found: (found["absolute"] > found["squared"]).all(),
            (CHAPTER,),
        ),
        Conclusion(
            "The order changes with the seed.",
            lambda found: (
                (found["iou"] > found["squared"]).any() and (found["iou"] < found["squared"]).any()
            ),
            ("12 epochs",),
        ),
        Conclusion(
            "Without the mirror images, and so with a quarter of the steps, 1 − IoU is behind.",
            lambda found: (found["iou"] < found["squared"]).all(),
            ("not mirrored",),
        ),
    ],
)

EXPERIMENTS = [WEIGHTS, LOSSES]
