"""What the scripts of the windows and of the size calculator say; `words` says it otherwise."""

WINDOW = "A window of ${down.span} × ${right.span}"
# As in `words.WORDS`.
WINDOW_WORDS = {
    "stepped_element.js": {
        ">Back</button>": ("Back", {}),
        ">Play</button>": ("Play", {}),
        ">Next</button>": ("Next", {}),
        'textContent = "Pause"': ("Pause", {}),
        'textContent = "Play"': ("Play", {}),
    },
    "sliding_window.js": {
        '"Stride", [': ("Stride", {}),
        '"Padding", [': ("Padding", {}),
        '"Dilation", [': ("Dilation", {}),
        '"Pooling", [': ("Pooling", {}),
        '"Window", [': ("Window", {}),
        '"Sliding window"': ("Sliding window", {}),
        '"Position of the window"': ("Position of the window", {}),
        '"before the first step"': ("before the first step", {}),
        "<b>Before the first step</b>": ("Before the first step", {}),
        "<span>Press Next.</span>": ("Press Next.", {}),
        "row ${i + 1}, column ${j + 1}": (
            "row {row}, column {column}",
            {"row": "${i + 1}", "column": "${j + 1}"},
        ),
        '${name}, scrolls"': ("{name}, scrolls", {"name": "${name}"}),
    },
    "sliding_window_arithmetic.js": {
        "padded to ${shape(padded)}": ("padded to {shape}", {"shape": "${shape(padded)}"}),
        WINDOW + " pixels does not fit on ${shape(padded)} pixels.": (
            "A window of {window} pixels does not fit on {shape} pixels.",
            {"window": "${down.span} × ${right.span}", "shape": "${shape(padded)}"},
        ),
        'Choose a smaller ${poolSize ? "window" : "dilation"}, or the padding “same”.': (
            "Choose a smaller {what}, or the padding “same”.",
            {"what": '${poolSize ? "window" : "dilation"}'},
        ),
        'poolSize ? "window"': ("window", {}),
        ': "dilation"}': ("dilation", {}),
        WINDOW + " pixels would lie on padding alone.": (
            "A window of {window} pixels would lie on padding alone.",
            {"window": "${down.span} × ${right.span}"},
        ),
        "Choose a larger window, or the padding “same”.": (
            "Choose a larger window, or the padding “same”.",
            {},
        ),
        "the first of ${best.length}": ("the first of {number}", {"number": "${best.length}"}),
        "output ${written(value)}": ("output {value}", {"value": "${written(value)}"}),
    },
    "several_channels.js": {
        "Together: ${": ("Together", {}),
        "filter ${filter + 1}, `": ("filter {number}", {"number": "${filter + 1}"}),
        "output ${written(value)}": ("output {value}", {"value": "${written(value)}"}),
    },
    "transposed_arithmetic.js": {
        "Nothing is left of ${down.padded} × ${right.padded} pixels when the padding is cut off.": (
            "Nothing is left of {shape} pixels when the padding is cut off.",
            {"shape": "${down.padded} × ${right.padded}"},
        ),
        "Choose a larger stride or dilation, or the padding “valid”.": (
            "Choose a larger stride or dilation, or the padding “valid”.",
            {},
        ),
        "cut out of ${shape(all)}": ("cut out of {shape}", {"shape": "${shape(all)}"}),
        "<mark>${written(pixel)}</mark> lays down": (
            "{pixel} lays down",
            {"pixel": "<mark>${written(pixel)}</mark>"},
        ),
        "pixel ${written(pixel)}": ("pixel {value}", {"value": "${written(pixel)}"}),
    },
    "size_calculator.js": {
        '"Input size"': ("Input size", {}),
        '"Kernel size"': ("Kernel size", {}),
        '"Stride"': ("Stride", {}),
        '"Dilation"': ("Dilation", {}),
        '"Zeros per side"': ("Zeros per side", {}),
        '"a number"': ("a number", {}),
        "<label>Padding <": ("Padding", {}),
        '"Size calculator"': ("Size calculator", {}),
        "Output size = ⌊": ("Output size", {}),
        'The window fits in ${counted(places, "place")}.': (
            "The window fits in {places}.",
            {"places": '${counted(places, "place")}'},
        ),
        'A window of ${counted(span, "pixel")} does not fit on ${padded}': (
            "A window of {window} does not fit on {padded}",
            {"window": '${counted(span, "pixel")}', "padded": "${padded}"},
        ),
        "${before} + ${now.size} + ${after} with the padding": (
            "{sizes} with the padding",
            {"sizes": "${before} + ${now.size} + ${after}"},
        ),
        "Left over at the end (✕): ${left}. One more step${": (
            "Left over at the end (✕): {left}. One more step",
            {"left": "${left}"},
        ),
        '" (dashed)"': ("dashed", {}),
        "would carry the window over the edge, and the floor drops it.": (
            "would carry the window over the edge, and the floor drops it.",
            {},
        ),
        "${number} ${noun}": (
            "{number} {noun}",
            {"number": "${number}", "noun": "${noun}"},
        ),
        'counted(span, "pixel")': ("pixel", {}),
        'zeros, "pixel"]': ("pixel", {}),
        '"padding zero"': ("padding zero", {}),
        '${counted(padded, "cell")} under ${counted(Math.max(now.places, 0), "window")}': (
            "{cells} under {windows}",
            {
                "cells": '${counted(padded, "cell")}',
                "windows": '${counted(Math.max(now.places, 0), "window")}',
            },
        ),
        'counted(padded, "cell")': ("cell", {}),
        '0), "window")': ("window", {}),
        'counted(places, "place")': ("place", {}),
        "A kernel of ${kernel} weights, ${dilation} pixels apart, spans ${span} pixels.": (
            "A kernel of {kernel} weights, {dilation} pixels apart, spans {span} pixels.",
            {"kernel": "${kernel}", "dilation": "${dilation}", "span": "${span}"},
        ),
        "“same” adds ${before} before and ${after} after.": (
            "“same” adds {before} before and {after} after.",
            {"before": "${before}", "after": "${after}"},
        ),
        "Choose a smaller kernel or dilation, a larger input, or more padding.": (
            "Choose a smaller kernel or dilation, a larger input, or more padding.",
            {},
        ),
        '"the stride is longer than the window"': ("the stride is longer than the window", {}),
        '"the weights stand apart"': ("the weights stand apart", {}),
        'Passed over (✕), since ${reasons.join(" and ")}: ${passed}.': (
            "Passed over (✕), since {reasons}: {passed}.",
            {"reasons": '${reasons.join(" and ")}', "passed": "${passed}"},
        ),
        "It reaches every pixel.": ("It reaches every pixel.", {}),
        "${label}: type a whole number from ${least} to ${most}.": (
            "{label}: type a whole number from {least} to {most}.",
            {"label": "${label}", "least": "${least}", "most": "${most}"},
        ),
    },
}
