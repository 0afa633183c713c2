"""Exercises: the reader writes a function, and it is compared with a reference."""

import copy
import inspect

import numpy as np

from cnn_lessons.checks.advice import unknown
from cnn_lessons.checks.call import Call, is_stub, show
from cnn_lessons.checks.comparison import describe, difference
from cnn_lessons.checks.errors import meaning
from cnn_lessons.checks.feedback import Feedback, Folded, State
from cnn_lessons.checks.mistake import NONE, named_mistakes
from cnn_lessons.checks.progress import remember
from cnn_lessons.checks.relations import not_finite, of_another_shape, of_other_values
from cnn_lessons.checks.slips import function_slips, quiet
from cnn_lessons.language import message

FRAMEWORKS = ("tensorflow", "keras", "torch")  # the course runs without them where it can
SHORT = 60  # characters of arguments that are still shown inside a call


class Exercise:
    """A function for the reader to write.

    Parameters
    ----------
    name : str
        Chapter and exercise: ``"convolution.apply_kernel"``.
    reference : callable
        A right implementation; its source is shown as the solution.
    cases : list of tuple
        Arguments to call it with, simplest first.
    hints : list of str
        At least two, from a nudge to nearly there.
    mistakes : dict
        Known wrong implementations, as `named_mistakes` takes them.
    reread : str, default=""
        The heading of the section that explains it, for all mistakes that name no other.
    rtol, atol : float
        Tolerance for real numbers: ``atol + rtol * abs(expected)``.

    Examples
    --------
    >>> def area(height, width):
    ...     return height * width
    >>> exercise = Exercise(
    ...     "demo.area",
    ...     reference=area,
    ...     cases=[(2, 3), (5, 7)],
    ...     hints=["Count the pixels of one row.", "How many rows are there?"],
    ...     mistakes={"perimeter": (lambda h, w: 2 * (h + w), "Count pixels, not edges.")},
    ... )
    >>> exercise.check(lambda height, width: 2 * (height + width))
    Incorrect: area(2, 3) returned 10, expected 6. Perimeter: Count pixels, not edges.
    """

    def __init__(self, name, reference, cases, hints, mistakes, reread="", rtol=1e-6, atol=1e-8):
        self.name = name
        self.reference = reference
        self.cases = cases
        self.hints = hints
        self.mistakes = named_mistakes(mistakes, reread)
        self.rtol, self.atol = rtol, atol

    def __repr__(self):
        signature = inspect.signature(self.reference)
        return f"Exercise {self.name}: write {self.reference.__name__}{signature}"

    @property
    def right_answer(self):
        """What `check` has to be given: the reference."""
        return self.reference

    def check(self, function):
        """Compare `function` with the reference on every case.

        Parameters
        ----------
        function : callable
            What the reader wrote, not called.

        Returns
        -------
        Feedback
            In one of five states. No exception of the reader's function and
            none of ours leaves this method; KeyboardInterrupt does.
        """
        try:
            return remember(self.name, self.assess(function))
        except Exception as error:  # a fault of ours must not look like a wrong answer
            return Feedback.cannot_check(error)

    def hint(self):
        """Return the hints, each folded."""
        return Folded.hints(self.hints)

    def solution(self):
        """Return the source of the reference, folded."""
        return Folded((("Solution", inspect.getsource(self.reference).rstrip(), True),))

    def outcomes(self, function):
        """Return what `function` does on each case: its output, or the type of its error."""
        return [Call(function, case).outcome for case in self.cases]

    def same(self, outcomes, others):
        """Return whether two lists of outcomes agree on every case.

        Parameters
        ----------
        outcomes, others : list
            As `outcomes` returns them.
        """
        return all(
            difference(a, b, self.rtol, self.atol) is None
            for a, b in zip(outcomes, others, strict=True)
        )

    def find_mistake(self, calls):
        """Return the known mistake with exactly these outcomes, else what is like it, else `NONE`.

        Behind the known ones comes what the answers have to do with the right ones where their
        shapes differ, then the slips, then the same where only numbers differ.

        Parameters
        ----------
        calls : list of Call
            One for each case.
        """
        wrong = self._wrong(calls)
        return (
            self._known(calls)
            or not_finite(wrong)
            or of_another_shape(wrong)
            or self._slip(calls)
            or of_other_values(wrong)
            or not_finite(wrong, any)
            or NONE
        )

    def _known(self, calls):
        outcomes = [call.outcome for call in calls]
        same = (each for each in self.mistakes if self.same(outcomes, self.outcomes(each.wrong)))
        return next(same, None)

    def _slip(self, calls):
        outcomes = [call.outcome for call in calls]
        found = (slip for slip, made in self.slips() if self.same(outcomes, made))
        return next(found, None) if self._wrong(calls) else None

    def slips(self):
        """Yield what is often done to the solution, each with its outcomes, one by one.

        Most differ in the first case, and the others are not computed then.
        """
        for slip in function_slips(self.reference):
            yield slip, (quiet(slip.wrong, *copy.deepcopy(case)) for case in self.cases)

    def _wrong(self, calls):
        """Return answer, right answer and arguments by name of each call with a wrong answer."""
        names = self._parameters()
        return [
            (call.output, call.right, dict(zip(names, call.case, strict=False)))
            for call in calls
            if call.error is None
            and difference(call.output, call.right, self.rtol, self.atol) is not None
        ]

    def assess(self, function):
        """Return what `check` says, but remember nothing, and let a fault of ours out.

        Parameters and Returns are those of `check`.
        """
        if function is ... or is_stub(function):
            return self._not_attempted()
        if not callable(function):
            return self._not_a_function(function)
        calls = [Call(function, case) for case in self.cases]
        for call in calls:
            call.right = self.reference(*copy.deepcopy(call.case))
        for call in calls:
            if feedback := self._judge(call, call.right, calls):
                return feedback
        name, n = self.reference.__name__, len(self.cases)
        praise = message("`{name}` is right on all {n} cases.", name=name, n=n)
        return Feedback(State.CORRECT, praise)

    def _judge(self, call, right, calls):
        """Return feedback for a call that is not right, else None."""
        if isinstance(call.error, NotImplementedError) or call.output is ...:
            return self._not_attempted()
        if isinstance(call.error, ModuleNotFoundError) and call.error.name in FRAMEWORKS:
            return Feedback.cannot_check(call.error)
        if call.error is not None:
            return self._raised(call, calls)
        if written := call.written_arguments(self._parameters()):
            return self._writes_into(call, written[0])
        found = difference(call.output, right, self.rtol, self.atol)
        return self._incorrect(call, right, found, calls) if found else None

    def _parameters(self):
        return list(inspect.signature(self.reference).parameters)

    def _shown_call(self, case):
        """Return the call with its arguments, and these apart where they are long."""
        name, parameters = self.reference.__name__, self._parameters()
        inline = ", ".join(map(repr, case))
        if len(inline) <= SHORT and not any(isinstance(a, np.ndarray) for a in case):
            return f"{name}({inline})", ()
        labelled = tuple((f"`{p}`", show(a)) for p, a in zip(parameters, case, strict=False))
        return f"{name}({', '.join(parameters[: len(case)])})", labelled

    def _not_attempted(self):
        return Feedback(
            State.NOT_ATTEMPTED,
            message("Write the body of `{name}`, then check it.", name=self.reference.__name__),
        )

    def _not_a_function(self, value):
        name = self.reference.__name__
        return Feedback(
            State.INCORRECT,
            message("check() received {value}, expected a function.", value=describe(value)),
            advice=message(
                "Pass the function itself, without calling it: `check({name})`.", name=name
            ),
        )

    def _raised(self, call, calls):
        shown, inputs = self._shown_call(call.case)
        mistake = self._known(calls) or self._slip(calls) or meaning(call.error)
        error = f"{type(call.error).__name__}: {call.error}"
        where = call.where()
        template = "`{call}` raised {error}. {where}" if where else "`{call}` raised {error}."
        return Feedback(
            State.RAISED,
            message(template, call=shown, error=error, where=where),
            mistake=mistake.name,
            advice=mistake.advice,
            reread=mistake.reread,
            details=(*inputs, *call.shown_print()),
        )

    def _writes_into(self, call, parameter):
        shown, _ = self._shown_call(call.case)
        return Feedback(
            State.INCORRECT,
            message(
                "`{call}` writes into its argument `{parameter}`.", call=shown, parameter=parameter
            ),
            advice="The caller still needs it: fill a new array, for example one of "
            "`np.zeros`, or start from a copy.",
        )

    def _incorrect(self, call, right, found, calls):
        shown, inputs = self._shown_call(call.case)
        mistake = self.find_mistake(calls)
        values = (("Returned", show(call.output)), ("Expected", show(right))) if inputs else ()
        return Feedback(
            State.INCORRECT,
            message("`{call}` returned {found}.", call=shown, found=found),
            mistake=mistake.name,
            advice=mistake.advice or unknown(call.output, call.printed),
            reread=mistake.reread,
            details=(*inputs, *values, *call.shown_print()),
        )
