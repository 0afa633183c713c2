"""What the page makes of the answers that the package knows: the same as the notebook."""

import json
import re
from functools import cache

import numpy as np
import pytest
import small_numpy
from exercise_sources import solution_sources, statements
from numpy_expressions import (
    CALLS,
    INDEXES,
    METHODS,
    arrays,
    assert_same,
    evaluated,
    expressions,
)
from page_cases import encoded

from cnn_lessons.checks import Exercise, State
from cnn_lessons.exercises import chapters, exercises_of

pytestmark = pytest.mark.browser

# Mistakes that the page does not name as the notebook does, and why.
EXCEPTIONS = {
    ("boxes.average_of_list", "eleven points"): "calls the package's average_precision",
    ("boxes.average_of_list", "101 points"): "calls the package's average_precision",
    ("detection.counted", "place for a score"): "NumPy's order of equal scores is the processor's",
    ("images.brightening", "no room for so large an amount"): "int16 is not on the page",
    ("lenet.c3_table", "everything connected"): "set().union(*sets) is not on the page",
    ("plots.limits", "the nearer end"): "a number of MicroPython has no .max()",
    ("segmentation.enlarge_objects", "interpolated labels"): "np.interp is not on the page",
}
NOT_THERE = {"(1, 2, 3, 4, 5) * v"}  # MicroPython repeats the tuple
ALLOWED = 0.05  # of all known mistakes

LOAD = """async (base) => {
    const { loadMicroPython } = await import(`${base}micropython.mjs`);
    const python = await loadMicroPython({
        url: `${base}micropython.wasm`, heapsize: 64 * 1024 * 1024, pystack: 64 * 1024,
    });
    const files = await (await fetch(`${base}python.json`)).json();
    for (const [name, source] of Object.entries(files)) {
        const folders = name.split("/").slice(0, -1);
        folders.forEach((_, i) => {
            const folder = "/" + folders.slice(0, i + 1).join("/");
            if (!python.FS.analyzePath(folder).exists) python.FS.mkdir(folder);
        });
        python.FS.writeFile("/" + name, source);
    }
    window.run = (code, given) => {
        python.globals.set("given", JSON.stringify(given));
        python.runPython(code);
        return JSON.parse(python.globals.get("result"));
    };
    python.runPython("import answer");
}"""
CHECK = "result = answer.check(given)"
KNOWN = """
import json, readers_code
class Answers:
    def __init__(self, name, reference=None, mistakes=None, reread=""):
        self.mistakes = mistakes
def of_mistakes(given):
    given = json.loads(given)
    names = readers_code.namespace([])
    names["Answers"] = Answers
    names["whole_numbers"] = lambda *shape, **settings: None
    for statement in given["statements"]:
        try:
            readers_code.run(statement, names)
        except (Exception, SystemExit):
            pass  # only the cases need it, or an answer fails below
    found = {}
    for name, data in given["exercises"].items():
        exercise = answer.exercise_of(name, data)
        for mistake in names[name].mistakes:
            feedback = exercise.check(names[name].mistakes[mistake][0])
            found[name + ": " + mistake] = [feedback.state, feedback.mistake, repr(feedback)]
    return json.dumps(found)
result = of_mistakes(given)
"""


EVALUATE = """
import json
from numpy import ndarray
def encoded(value):
    if isinstance(value, ndarray):
        numbers = [encoded(number) for number in value.values()]
        return {"array": numbers, "shape": list(value.shape), "dtype": value.dtype.name}
    if isinstance(value, float):
        return {"float": repr(value)}
    if isinstance(value, (list, tuple)) or hasattr(value, "__next__"):
        return [encoded(part) for part in value]
    return str(value) if hasattr(value, "cast") else value
def of_expressions(given):
    given = json.loads(given)
    names = dict(answer.np.__dict__)
    names.update(dict([(name, answer.decoded(value)) for name, value in given["values"].items()]))
    names.update({"list": list, "len": len, "bool": bool, "int": int, "float": float, "str": str})
    found = {}
    for text in given["expressions"]:
        try:
            found[text] = encoded(eval(text, names))
        except Exception as error:
            found[text] = type(error).__name__ + ": " + str(error)
    return json.dumps(found)
result = of_expressions(given)
"""


@pytest.fixture(scope="module")
def python(new_context, site):
    """Return a function: runs code in a page's Python, and returns its `result`."""
    with new_context([]) as context:
        page = context.new_page()
        page.goto(f"{site}/index.html")
        page.evaluate(LOAD, f"{site}/_static/exercise_editor/")
        yield lambda code, given: page.evaluate(
            "([code, given]) => run(code, given)", [code, given]
        )


@pytest.fixture
def cases(build, chapter):
    return known(build, chapter)


def known(build, chapter):
    """Return what the page knows of a chapter."""
    path = build / "_static" / "exercise_editor" / "cases" / f"{chapter}.js"
    script = path.read_text(encoding="utf-8")
    return json.loads(script[script.index("{", script.index(f".{chapter} =")) :].strip(";\n"))


def only(name, cases):
    """Return what the page knows of a chapter without its other exercises, which take time."""
    return cases | {"exercises": {name: cases["exercises"][name]}}


def functions_of(chapter):
    found = exercises_of(chapter).items()
    return {name: exercise for name, exercise in found if isinstance(exercise, Exercise)}


def sentences(text):
    """Return the sentences of a feedback: numbers to six digits, no line of code that raised.

    In small letters, since MicroPython does not know the capital of π.
    """
    line = text.lower().partition("\n")[0].partition(" it happened in this line:")[0]
    return re.sub(r"-?\d+\.\d+(e-\d+)?", lambda number: f"{float(number[0]):.6g}", line)


each_chapter = pytest.mark.parametrize("chapter", chapters())


@each_chapter
def test_page_knows_every_function_of_a_chapter(cases, chapter):
    assert set(cases["exercises"]) == set(functions_of(chapter))


@each_chapter
def test_page_calls_every_solution_right(python, cases, chapter):
    for name, (source, before) in solution_sources(chapter, functions_of(chapter)).items():
        asked = {"name": name, "source": source, "before": before, "chapter": only(name, cases)}
        found = python(CHECK, asked)
        assert found["state"] == State.CORRECT, f"{name}: {found['text']}"


@each_chapter
def test_page_calls_every_starter_not_attempted(python, cases, chapter):
    for name, data in cases["exercises"].items():
        source = f"def {data['function']}({', '.join(data['parameters'])}):\n    ...\n"
        asked = {"name": name, "source": source, "before": [], "chapter": only(name, cases)}
        assert python(CHECK, asked)["state"] == State.NOT_ATTEMPTED, name


@pytest.fixture(scope="module")
def judged_mistakes(python, build):
    """Return a function: each known mistake with the notebook's feedback and the page's."""

    @cache
    def judged(chapter):
        exercises = functions_of(chapter)
        given = {"statements": statements(chapter), "exercises": known(build, chapter)["exercises"]}
        found = python(KNOWN, given)
        return [
            (exercise, mistake, exercise.check(mistake.wrong), found[f"{name}: {mistake.name}"])
            for name, exercise in exercises.items()
            for mistake in exercise.mistakes
        ]

    return judged


@each_chapter
def test_page_names_every_known_mistake(judged_mistakes, chapter):
    for exercise, mistake, feedback, page in judged_mistakes(chapter):
        if (exercise.name, mistake.name) in EXCEPTIONS:
            continue
        state, named, text = page
        assert (state, named) == (feedback.state, feedback.mistake), f"{exercise.name}: {text}"
        assert feedback.explanation.replace("`", "").lower() in text.lower()
        if state is State.INCORRECT:
            assert sentences(text) == sentences(repr(feedback))


CHANGES = """
[result, result]
np.array([result, result])
np.ravel(result)[::2]
np.asarray(result)[::-1]
2.5 * np.asarray(result)
np.asarray(result) * np.nan
1 - np.asarray(result)
np.pad(np.ravel(result), 1)
np.ravel(result) + np.arange(np.ravel(result).size)
np.asarray(result) + np.ones(97)
"text"
{"result": result}
""".strip().splitlines()  # of a right answer


# Their answers are numbers, tuples, lists and arrays.
@pytest.mark.parametrize("chapter", ["losses", "padding_stride", "receptive_field"])
def test_page_names_what_became_of_a_right_answer_as_the_notebook_does(python, cases, chapter):
    exercises = functions_of(chapter)
    for name, (solution, before) in solution_sources(chapter, exercises).items():
        function = cases["exercises"][name]["function"]
        for change in CHANGES:
            source = f"import numpy as np\n{solution}\nright = {function}\n\n"
            source += f"def {function}(*given):\n    result = right(*given)\n    return {change}\n"
            given = {
                "name": name,
                "source": source,
                "before": before,
                "chapter": only(name, cases),
            }
            page = python(CHECK, given)
            names = {}
            exec("\n".join([*before, source]), names)
            with np.errstate(all="ignore"):
                feedback = exercises[name].check(names[function])
            assert page["mistake"] == feedback.mistake, f"{name}: {change}: {page['text']}"


@each_chapter
def test_listed_exceptions_are_exceptions(judged_mistakes, chapter):
    listed = [name for exercise, name in EXCEPTIONS if exercise.startswith(f"{chapter}.")]
    if not listed:
        pytest.skip("none is listed")
    others = [
        mistake.name
        for exercise, mistake, feedback, page in judged_mistakes(chapter)
        if (exercise.name, mistake.name) in EXCEPTIONS and page[1] != feedback.mistake
    ]
    assert sorted(others) == sorted(listed)


def test_its_numpy_gives_there_what_numpy_gives(python):
    texts = [text for table in (CALLS, INDEXES, METHODS) for text in expressions(table)]
    values = arrays(seed=1)
    given = {"values": {n: encoded(v) for n, v in values.items()}, "expressions": texts}
    for text, found in python(EVALUATE, given).items():
        if text in NOT_THERE:
            assert found.startswith("NotHere")
            continue
        small, real = decoded(found), evaluated(text, np, values)
        real = real.name if isinstance(real, np.dtype) else real
        if "str(" in text or "repr(" in text:  # a last digit may differ, and so do minus zeros
            small, real = (re.sub(r"(?<=\d)\d(?=\D)|-(?=0\.\D)", "", s) for s in (small, real))
        assert_same(small, real, text)


def decoded(value):
    """Return what a page's Python evaluated."""
    if isinstance(value, dict) and "array" in value:
        dtype = small_numpy.dtype(value["dtype"])
        numbers = [dtype.cast(decoded(number)) for number in value["array"]]
        return small_numpy.ndarray(numbers, value["shape"], dtype)
    if isinstance(value, dict):
        return float(value["float"])
    return [decoded(part) for part in value] if isinstance(value, list) else value


def test_few_mistakes_are_exceptions():
    known = sum(len(e.mistakes) for chapter in chapters() for e in functions_of(chapter).values())
    assert len(EXCEPTIONS) <= ALLOWED * known
