"""Run the tests on mutants, to find the mistakes that nobody would notice.

    python tools/mutants.py                   a sample of the whole package
    python tools/mutants.py pooling           every mutant of the modules of that name
    python tools/mutants.py pooling --count 9 --seed 1
    python tools/mutants.py --count all       every mutant there is, over a day

Each mutant is one mistake (tools/mutations.py) in a copy of the project. A fresh process with
limits on processor time and memory runs the tests of the mutant's module: its doctests, and
tests/<room>/test_<module>.py, or, where there is none, the tests of its room that import it.
A mutant that they pass has survived: a gap, unless it stands in tests/equivalent_mutants.toml.
"""

import argparse
import ast
import hashlib
import multiprocessing
import os
import resource
import runpy
import shutil
import signal
import sys
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent
# Read, not imported: the package itself is imported in each process anew, with its mistake.
mutations = runpy.run_path(str(ROOT / "cnn_lessons" / "checks" / "mutations.py"))["mutations"]
LISTED = Path("tests", "equivalent_mutants.toml")
LEFT_OUT = {"exercises"}  # data and prose; what their references are worth, their cases say
TESTED_ELSEWHERE = {"__main__.py": "tests/practice/photos/test_command.py"}
SAMPLE = 40
PATIENCE = 10  # seconds of processor time, beside five times what the tests take
GIBIBYTE = 2**30
NO_TEST = 5  # pytest's exit status
# Imported once, before the processes part: TensorFlow alone takes longer than most tests.
PRELOADED = ["pytest", "numpy.testing", "scipy", "matplotlib.pyplot", "keras"]


def main(arguments=None):
    options = parsed(arguments)
    mutants = sample(options.names, options.count, options.seed)
    listed = equivalents()
    stale = stale_entries(listed)
    for module, function, before, after in stale:
        print(f"{LISTED}: {module}, {function}: no such mutant any more, take it out:")
        print(f"  - {before}\n  + {after}")
    survivors, equivalent = [], 0
    with tempfile.TemporaryDirectory() as folder:
        judge = Judge(Path(folder) / "project")
        for module, mutation in mutants:
            if key(module, mutation) in listed:
                equivalent += 1
            elif judge.survives(module, mutation):
                survivors.append((module, mutation))
                print(told(module, mutation), flush=True)
            else:
                print(f"{module}:{mutation.line}: killed", flush=True)
    killed = len(mutants) - equivalent - len(survivors)
    print(
        f"{len(mutants)} mutants: {killed} killed, {equivalent} equivalent, "
        f"{len(survivors)} survived."
    )
    if survivors:
        print(f"Write a test that fails on each, or say in {LISTED} why none can.")
    return 1 if survivors or stale else 0


def parsed(arguments):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", help="modules, such as pooling; none: all of them")
    parser.add_argument("--count", help="how many mutants, or all")
    parser.add_argument("--seed", default="0", help="which ones")
    options = parser.parse_args(arguments)
    count = options.count or ("all" if options.names else SAMPLE)
    options.count = None if count == "all" else int(count)
    return options


# Which mutants ----------------------------------------------------------------


def modules(names=()):
    """Return the package's modules of these names, as paths from the project's root."""
    paths = sorted(path.relative_to(ROOT) for path in (ROOT / "cnn_lessons").rglob("*.py"))
    paths = [path for path in paths if path.parts[1] not in LEFT_OUT]
    unknown = set(names) - {path.stem for path in paths}
    if unknown:
        raise SystemExit(f"No module of the package is called {', '.join(sorted(unknown))}.")
    return [path for path in paths if not names or path.stem in names]


def sample(names, count, seed):
    """Return `count` of the modules' mutants (None: all), as pairs of a module and a mutation.

    Each mutant draws its own lot from the seed and from what it is, so that a change in one
    module leaves the sample of the others as it was.
    """
    pool = [(path, mutation) for path in modules(names) for mutation in mutated(path)]
    drawn = sorted(pool, key=lambda mutant: lot(seed, *mutant))[:count]
    return sorted(drawn, key=lambda mutant: (mutant[0], mutant[1].line))


def mutated(path):
    return mutations((ROOT / path).read_text(encoding="utf-8"))


def lot(seed, module, mutation):
    return hashlib.sha256(repr((seed, key(module, mutation))).encode()).digest()


def key(module, mutation):
    """Return what names a mutant wherever its lines have gone."""
    return module.as_posix(), mutation.function, mutation.before, mutation.after


def equivalents():
    """Return the keys of the mutants that no test can tell from the original."""
    entries = tomllib.loads((ROOT / LISTED).read_text(encoding="utf-8")).get("equivalent", [])
    return {
        (entry["module"], entry["function"], entry["before"], after)
        for entry in entries
        for after in entry["after"]
    }


def stale_entries(listed):
    """Return the listed keys that are no mutants any more, since the code has changed."""
    paths = {Path(entry[0]) for entry in listed}
    existing = [path for path in paths if (ROOT / path).exists()]
    return sorted(listed - {key(path, each) for path in existing for each in mutated(path)})


def told(module, mutation):
    return (
        f"{module}:{mutation.line}: survived, in {mutation.function or 'the module'}\n"
        f"  - {mutation.before}\n  + {mutation.after}"
    )


# Whether they survive ---------------------------------------------------------


class Judge:
    """A copy of the project, in which mutants are put to the test one after the other."""

    def __init__(self, copy):
        self.copy = copy
        ignored = shutil.ignore_patterns(".*", "_build", "__pycache__")
        shutil.copytree(ROOT, copy, ignore=ignored)
        os.environ["PYTHONPATH"] = str(copy)  # for what the tests start
        self.processes = multiprocessing.get_context("forkserver")
        self.processes.set_forkserver_preload(PRELOADED)
        self.seconds = {}

    def survives(self, module, mutation):
        """Return whether the module's tests pass in spite of the mutation."""
        if module not in self.seconds:
            self.seconds[module] = self.seconds_without(module)
        file = self.copy / module
        file.write_text(mutation.source, encoding="utf-8")
        # Compiled files are told apart by second and size: the mutants' are never written.
        status, _, _ = self.run(module, limit=PATIENCE + 5 * self.seconds[module], compiled=False)
        shutil.copy2(ROOT / module, file)
        return status in {0, NO_TEST}

    def seconds_without(self, module):
        """Return the processor time of a module's tests, which have to pass without mutation."""
        status, seconds, output = self.run(module, limit=3600, compiled=True)
        if status not in {0, NO_TEST}:
            raise SystemExit(f"{output}\nThe tests of {module} fail without any mutation.")
        return seconds

    def run(self, module, limit, compiled):
        """Return the exit status of a module's tests, their processor time and what they print."""
        output = self.copy.parent / "output.txt"
        told, tell = self.processes.Pipe(duplex=False)
        arguments = [self.copy, tests_of(module), int(limit), compiled, output, tell]
        process = self.processes.Process(target=run_tests, args=arguments)
        process.start()
        process.join(20 * limit)  # a process that waits uses no processor time
        if process.exitcode is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.join()
        elif process.exitcode == -signal.SIGKILL:
            raise SystemExit(f"The tests of {module} were ended from outside: too little memory?")
        seconds = told.recv() if told.poll() else limit
        return process.exitcode, seconds, output.read_text(encoding="utf-8", errors="replace")


def tests_of(module):
    """Return what pytest has to run for a module.

    Its doctests come last: imported by itself before its package, a module would stand where
    the package has a function of the same name.
    """
    room = Path("tests", *module.parts[1:-1])
    own = Path(TESTED_ELSEWHERE.get(module.parts[1], room / f"test_{module.stem}.py"))
    if (ROOT / own).exists():
        return [str(own), str(module)]
    tests = sorted(path.relative_to(ROOT) for path in (ROOT / room).glob("test_*.py"))
    importing = [path for path in tests if imports(ROOT / path, module)]
    return [*map(str, importing or tests), str(module)]


def imports(test, module):
    """Return whether a test imports a module, or what it defines from the room around it."""
    *room, name = module.with_suffix("").parts
    tree = ast.parse((ROOT / module).read_text(encoding="utf-8"))
    defined = {name} | {node.name for node in tree.body if hasattr(node, "name")}
    for node in ast.walk(ast.parse(test.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            if node.module == ".".join([*room, name]):
                return True
            if node.module == ".".join(room) and defined & {alias.name for alias in node.names}:
                return True
    return False


def run_tests(copy, tests, seconds, compiled, output, tell):
    """Run pytest in this process, which is a mutant's own, and exit with its status."""
    import pytest

    os.setsid()  # what a test starts ends with it
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
    resource.setrlimit(resource.RLIMIT_AS, (16 * GIBIBYTE, 16 * GIBIBYTE))
    os.chdir(copy)
    sys.path.insert(0, str(copy))
    os.environ["PYTHONDONTWRITEBYTECODE"] = "" if compiled else "1"
    sys.dont_write_bytecode = not compiled
    with output.open("w") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    # No plugin but the one that a test needs, and the same examples each time.
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    plugins = ["-p", "no:cacheprovider", "-p", "_hypothesis_pytestplugin"]
    status = pytest.main(["-x", "-q", "--tb=short", *plugins, "--hypothesis-seed=0", *tests])
    used = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    tell.send(sum(usage.ru_utime + usage.ru_stime for usage in used))
    sys.stdout.flush()
    sys.exit(int(status))


if __name__ == "__main__":
    sys.exit(main())
