"""tools/times.py: whoever waits for `make test` is told for what."""

import json
import sys

import pytest
import times

REPORT = """<testsuites><testsuite>
<testcase classname="tests.site.test_pages" name="test_axe[light-a/b.html]" time="3.25"/>
<testcase classname="tests.site.test_pages" name="test_maths[a/b.html]" time="2.25"/>
<testcase classname="tests.site.test_elements" name="test_play" time="7.0"/>
<testcase classname="tests.site.test_fast" name="test_fast" time="0.4"/>
</testsuite></testsuites>"""


@pytest.fixture
def build(tmp_path, monkeypatch):
    """Return an empty folder in place of _build."""
    monkeypatch.setattr(times, "BUILD", tmp_path)
    return tmp_path


def test_steps_and_parts_stand_slowest_first(build):
    (build / "times").mkdir()
    (build / "times" / "browse.xml").write_text(REPORT)
    notebooks = {"book/a.ipynb": 11, "book/b.ipynb": 13}
    lines = [{"step": "compare", "what": what, "seconds": n} for what, n in notebooks.items()]
    (build / "times.jsonl").write_text("\n".join(map(json.dumps, lines)))

    found = [line.split() for line in times.table({"browse": 9, "compare": 17}, build)[1:]]

    assert found == [
        ["17", "s", "compare"],
        ["13", "s", "book/b.ipynb"],
        ["11", "s", "book/a.ipynb"],
        ["9", "s", "browse"],
        ["7", "s", "tests/site/test_elements.py"],
        ["6", "s", "a/b.html"],
        ["26", "s", "altogether"],
    ]


@pytest.fixture
def make(tmp_path):
    """Return a command in place of make, which fails at the step called `bad` with status 3."""
    command = tmp_path / "make"
    command.write_text(f"#!{sys.executable}\nimport sys\nsys.exit(3 * (sys.argv[-1] == 'bad'))\n")
    command.chmod(0o755)
    return str(command)


def test_a_failing_step_is_the_last_and_the_table_is_printed_all_the_same(build, make, capsys):
    assert times.main([make, "good", "bad", "never"]) == 3
    printed = capsys.readouterr().out
    assert "s  good\n" in printed
    assert "s  bad\n" in printed
    assert "never" not in printed


def test_what_an_earlier_run_left_is_forgotten(build, make, capsys):
    (build / "times").mkdir()
    (build / "times" / "good.xml").write_text(REPORT)
    (build / "times.jsonl").write_text('{"step": "good", "what": "old", "seconds": 5}\n')
    assert times.main([make, "good"]) == 0
    assert "test_elements" not in (printed := capsys.readouterr().out)
    assert "old" not in printed
