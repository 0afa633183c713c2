"""What the page makes of the answers that the package knows: the same as the notebook."""

import json
import re

import pytest
from exercise_sources import solution_sources, statements

from cnn_lessons.checks import Exercise, State
from cnn_lessons.exercises import chapters, exercises_of

pytestmark = pytest.mark.browser

# Mistakes that the page does not name as the notebook does, and why.
EXCEPTIONS = {
    ("boxes.average_of_list", "eleven points"): "calls the package's average_precision",
    ("boxes.average_of_list", "101 points"): "calls the package's average_precision",
    ("detection.counted", "place for a score"): "NumPy's order of equal scores is the processor's",
    ("segmentation.enlarge_objects", "interpolated labels"): "np.interp is not on the page",
    **{
        ("localization.added_losses", name): "subtracts a NumPy number from a list: cannot check"
        for name in (
            "the other one weighed",
            "root of the squares",
            "sign of the logarithm",
            "overflow",
            "logarithm without softmax",
            "the logit itself",
            "two numbers",
        )
    },
}
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
    """Return what the page knows of a chapter."""
    path = build / "_static" / "exercise_editor" / "cases" / f"{chapter}.json"
    return json.loads(path.read_text(encoding="utf-8"))


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
        asked = {"name": name, "source": source, "before": before, "chapter": cases}
        found = python(CHECK, asked)
        assert found["state"] == State.CORRECT, f"{name}: {found['text']}"


@each_chapter
def test_page_calls_every_starter_not_attempted(python, cases, chapter):
    for name, data in cases["exercises"].items():
        source = f"def {data['function']}({', '.join(data['parameters'])}):\n    ...\n"
        asked = {"name": name, "source": source, "before": [], "chapter": cases}
        assert python(CHECK, asked)["state"] == State.NOT_ATTEMPTED, name


def judged_mistakes(python, cases, chapter):
    """Yield each known mistake with the notebook's feedback and the page's."""
    given = {"statements": statements(chapter), "exercises": cases["exercises"]}
    found = python(KNOWN, given)
    for name, exercise in functions_of(chapter).items():
        for mistake in exercise.mistakes:
            yield exercise, mistake, exercise.check(mistake.wrong), found[f"{name}: {mistake.name}"]


@each_chapter
def test_page_names_every_known_mistake(python, cases, chapter):
    for exercise, mistake, feedback, page in judged_mistakes(python, cases, chapter):
        if (exercise.name, mistake.name) in EXCEPTIONS:
            continue
        state, named, text = page
        assert (state, named) == (feedback.state, feedback.mistake), f"{exercise.name}: {text}"
        assert feedback.explanation.replace("`", "").lower() in text.lower()
        if state is State.INCORRECT:
            assert sentences(text) == sentences(repr(feedback))


@each_chapter
def test_listed_exceptions_are_exceptions(python, cases, chapter):
    listed = [name for exercise, name in EXCEPTIONS if exercise.startswith(f"{chapter}.")]
    if not listed:
        pytest.skip("none is listed")
    others = [
        mistake.name
        for exercise, mistake, feedback, page in judged_mistakes(python, cases, chapter)
        if (exercise.name, mistake.name) in EXCEPTIONS and page[1] != feedback.mistake
    ]
    assert sorted(others) == sorted(listed)


def test_few_mistakes_are_exceptions():
    known = sum(len(e.mistakes) for chapter in chapters() for e in functions_of(chapter).values())
    assert len(EXCEPTIONS) <= ALLOWED * known
