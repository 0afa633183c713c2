"""book/_ext/search_korean.py: what is typed is split as what is kept, particles or not."""

import re
import shutil
import subprocess

import pytest
from search_korean import SPLITTER, SearchKorean

TEXTS = ["풀링은 2 × 2 맵을 Keras로", "합성곱", "ReLU 함수의 그래프", "채널마다_하나 f(x)"]


def parts(text):
    return SearchKorean({}).split(text)


def test_words_of_three_syllables_and_more_are_kept_as_pairs():
    assert parts("풀링은 2 맵을 Keras로") == ["풀링", "링은", "2", "맵을", "Keras", "로"]


@pytest.mark.parametrize("particle", ["", "은", "을", "으로", "에서는"])
def test_a_word_is_found_whatever_particle_follows(particle):
    assert set(parts("합성곱")) <= set(parts(f"합성곱{particle}"))


def test_single_signs_are_not_kept():
    search = SearchKorean({})
    assert [part for part in parts("풀링은 2 × 2 맵을") if search.word_filter(part)] == [
        "풀링",
        "링은",
        "맵을",
    ]


@pytest.mark.skipif(not shutil.which("node"), reason="there is no Node")
@pytest.mark.parametrize("text", TEXTS)
def test_the_page_splits_as_the_index_does(text):
    code = f"{SPLITTER}; console.log(JSON.stringify(splitQuery({text!r})))"
    done = subprocess.run(["node", "-e", code], capture_output=True, text=True, check=True)
    assert re.findall(r'"([^"]+)"', done.stdout) == parts(text)
