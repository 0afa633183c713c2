"""What the scripts of boxes, thresholds, paths and the pad say; `words` says it otherwise."""

# As in `words.WORDS`.
DRAWING_WORDS = {
    "box_overlap.js": {
        '"Left"': ("Left", {}),
        '"Top"': ("Top", {}),
        '"Width"': ("Width", {}),
        '"Height"': ("Height", {}),
        '"Two boxes"': ("Two boxes", {}),
        ">Intersection: ${factors}": ("Intersection", {}),
        '"0: they do not overlap"': ("they do not overlap", {}),
        ">Union: ${": ("Union", {}),
    },
    "score_threshold.js": {
        '"Score threshold"': ("Score threshold", {}),
        '"IoU threshold"': ("IoU threshold", {}),
        '"Detections and a threshold"': ("Detections and a threshold", {}),
        ": so much of what is kept is right`": ("so much of what is kept is right", {}),
        '"0 / 0: nothing is kept, so it has no value"': (
            "nothing is kept, so it has no value",
            {},
        ),
        "From a score of ${written(threshold / 100)} on: ${kept} of ${points.length} kept.": (
            "From a score of {threshold} on: {kept} of {number} kept.",
            {
                "threshold": "${written(threshold / 100)}",
                "kept": "${kept}",
                "number": "${points.length}",
            },
        ),
        ">Precision = $": ("Precision", {}),
        ">Recall = $": ("Recall", {}),
        "so many of the true boxes are found.": ("so many of the true boxes are found.", {}),
        ">Average precision, whatever the threshold: $": (
            "Average precision, whatever the threshold",
            {},
        ),
        '"not kept"': ("not kept", {}),
        '["right", "right"]': ("right", {}),
        '"wrong: IoU too low"': ("wrong: IoU too low", {}),
        '"wrong: found before"': ("wrong: found before", {}),
    },
    "optimizer_path.js": {
        '"Paths of optimizers"': ("Paths of optimizers", {}),
        'player("Step")': ("Step", {}),
        ">Optimizer</th>": ("Optimizer", {}),
        ">Rate</th>": ("Rate", {}),
        ">Height</th>": ("Height", {}),
        "Learning rate of ${name}": ("Learning rate of {name}", {"name": "${name}"}),
        "Step ${step} of ${last}": (
            "Step {step} of {last}",
            {"step": "${step}", "last": "${last}"},
        ),
        "step ${step} of ${last}": (
            "step {step} of {last}",
            {"step": "${step}", "last": "${last}"},
        ),
    },
    "digit_network.js": {'name: "image"': ("image", {})},
    "digit_drawing.js": {
        '"Draw with a mouse, a pen or a finger. With the keyboard, arrow keys move the pen, "': (
            "Draw with a mouse, a pen or a finger. With the keyboard, arrow keys move the pen,",
            {},
        ),
        '"and the space bar lowers and lifts it."': ("and the space bar lowers and lifts it.", {}),
        'aria-label="Sample ${name}"': ("Sample {name}", {"name": "${name}"}),
        'aria-label="Drawing pad. $': ("Drawing pad", {}),
        ">Clear</button>": ("Clear", {}),
        "<caption>Probabilities<": ("Probabilities", {}),
        "`${channels} maps of `": ("{number} maps of", {"number": "${channels}"}),
        '"Draw a digit"': ("Draw a digit", {}),
        'Pen ${this.isDown ? "down" : "up"}, row ${down}, column ${right} of ${SIDE / STEP}.': (
            "Pen {position}, row {row}, column {column} of {number}.",
            {
                "position": '${this.isDown ? "down" : "up"}',
                "row": "${down}",
                "column": "${right}",
                "number": "${SIDE / STEP}",
            },
        ),
        'this.isDown ? "down"': ("down", {}),
        ': "up"}': ("up", {}),
        '"The pad is empty. "': ("The pad is empty.", {}),
        "The network says <b>${best}</b>, `": (
            "The network says {digit}",
            {"digit": "<b>${best}</b>"},
        ),
        "${silent} silent`": ("{number} silent", {"number": "${silent}"}),
    },
}
