"""Whether platelets are seen and boxed badly, whether red cells are counted, and who is missed.

The chapter's log has five seeds for its own setting: it is judged as it is. Trained anew, and not
for as long, are detectors of photographs of half the height and width with cells of 8 pixels, so
that the grid is the same. A dash stands for what was not measured; there the "(no)" of a sentence
means that nobody knows.
"""

import numpy as np
from experiment import Conclusion, Experiment

CHAPTER = "as in the chapter"
NEW = SHORT, SHORTER = "half the size, half as long", "half the size, a third as long"
THRESHOLDS = (0.3, 0.5, 0.7)


def detect(seed, epochs=None):
    """Return how well cells are boxed, counted and found, on the test photographs."""
    if epochs is None:
        return logged(seed)
    from measure_detector import FAINT, count_errors, recalls

    from cnn_lessons.datasets import fetch_blood_cells
    from cnn_lessons.tasks import average_precisions, train_detector

    data = fetch_blood_cells((120, 160))
    detector = train_detector(data, 8, epochs, upside_down=True, seed=seed, progress=False)
    faint = detector.predict(data.test.images, FAINT)
    truths = list(zip(data.test.boxes, data.test.labels, strict=True))
    found = {}
    for threshold in THRESHOLDS:
        red, _, platelets = each = average_precisions(faint, truths, 3, threshold)
        found[f"mAP at {threshold}"] = each.mean()
        found[f"red at {threshold}"], found[f"platelets at {threshold}"] = red, platelets
    errors = count_errors(detector, data)
    return found | shares(errors | recalls(detector.predict(data.test.images), data.test, ""))


def logged(seed):
    """Return what the log has of the chapter's setting."""
    from cnn_lessons.tasks import load_log

    (run,) = load_log("detectors", setting="cells", seed=seed)
    names = [f"{what} at {t}" for t in THRESHOLDS for what in ("mAP", "red", "platelets")]
    found = dict.fromkeys(names, np.nan)
    found |= {"mAP at 0.5": run["test"], "red at 0.5": run["test 0"]}
    return found | {"platelets at 0.5": run["test 2"]} | shares(run)


def shares(run):
    """Return errors of counts over those of who always says the mean, and what is found."""
    found = {
        f"{name}, error of the count over the rival's": run[f"balanced {i}"] / run[f"usual {i}"]
        for i, name in ((0, "red"), (2, "platelets"))
    }
    return found | {name: run[f"recall {name}"] for name in GROUPS}


GROUPS = ("clear", "overlapping", "at the edge")
RED, PLATELETS = (f"{name}, error of the count over the rival's" for name in ("red", "platelets"))

EXPERIMENTS = [
    Experiment(
        "What is boxed badly, miscounted and missed?",
        detect,
        {CHAPTER: {}, SHORT: {"epochs": 9}, SHORTER: {"epochs": 6}},
        [
            Conclusion(
                "The mean average precision is at least 0.8.",
                lambda found: found["mAP at 0.5"].min() >= 0.8,
                (CHAPTER,),
            ),
            Conclusion(
                "From an IoU of 0.3 to 0.7 platelets lose more than red cells, in each seed.",
                lambda found: (
                    found["platelets at 0.3"] - found["platelets at 0.7"]
                    > found["red at 0.3"] - found["red at 0.7"]
                ).all(),
                NEW,
            ),
            Conclusion(
                "At 0.7 platelets have less than half of what they have at 0.3.",
                lambda found: (found["platelets at 0.7"] < found["platelets at 0.3"] / 2).all(),
                NEW,
            ),
            Conclusion(
                "At 0.3 platelets have less than half of what red cells have.",
                lambda found: (found["platelets at 0.3"] < found["red at 0.3"] / 2).all(),
                (SHORTER,),
            ),
            Conclusion(
                "Red cells are counted no better than by the rival, or hardly.",
                lambda found: found[RED].min() > 0.8,
            ),
            Conclusion(
                "Platelets are counted better than by the rival.",
                lambda found: found[PLATELETS].max() < 0.8,
                (CHAPTER, SHORT),
            ),
            Conclusion(
                "Clear red cells are found more often than the others, in each seed.",
                lambda found: (
                    found["clear"] > np.maximum(found["overlapping"], found["at the edge"]) + 0.05
                ).all(),
            ),
        ],
    )
]
