"""tools/catalogues.py and tools/messages.py: nothing is lost, and drift is seen."""

import catalogues
import pytest
from messages import of_text, translated

TEXT = """# One title

> **Note.** A quote
> in two lines.

- An item with `code` of 3
- Another, [linked](page.md)

| head | tail |
|---|---|
| one cell | two |

<p class="a">Some <b>bold</b> words</p>
"""
MESSAGES = [
    "One title",
    "**Note.** A quote in two lines.",
    "An item with `code` of 3",
    "Another, [linked](page.md)",
    "head",
    "tail",
    "one cell",
    "two",
    "Some <b>bold</b> words",
]


def catalogue(**translations):
    """Return a catalogue with these texts, in their order."""
    made = catalogues.template(dict.fromkeys(translations, "text"))
    for english, translation in translations.items():
        made[english].string = translation
    return made


def states(made):
    return {entry.id: catalogues.state(entry) for entry in catalogues.entries(made)}


def test_every_block_of_a_text_is_a_message_once():
    assert list(of_text(TEXT)) == MESSAGES


def test_a_text_is_translated_block_by_block():
    found = translated(TEXT, lambda message, kind: f"«{message}»")
    assert list(of_text(found)) == [f"«{message}»" for message in MESSAGES]
    assert "> «**Note.** A quote in two lines.»\n" in found
    assert "| «one cell» | «two» |" in found


def test_what_stays_untranslated_stays_as_it_is():
    joined = TEXT.replace("A quote\n> in", "A quote in")
    assert translated(TEXT, lambda message, kind: message) == joined


def test_a_changed_sentence_becomes_fuzzy_and_a_new_one_is_missing():
    made = catalogue(**{"The largest of them wins.": "가장 큰 것이 이깁니다."})
    new = {"The largest of all wins.": "text", "Nothing like it here": "text"}
    made = catalogues.update(made, new)
    assert states(made) == {
        "The largest of all wins.": "fuzzy",
        "Nothing like it here": "missing",
    }
    assert catalogues.words(made) == {}


def test_what_is_postponed_counts_and_is_shown_in_english():
    made = catalogue(**{"The largest of them wins.": "가장 큰 것이 이깁니다.", "Yes": "예"})
    made = catalogues.update(made, {"The largest of all wins.": "text", "Yes": "text"})
    assert catalogues.postpone(made) == 1
    assert catalogues.counted(made) == {"to be translated": 1, "ready": 1}
    assert catalogues.words(made) == {"Yes": "예"}


def test_what_is_postponed_is_still_so_after_the_next_update(tmp_path):
    path = tmp_path / "page.po"
    made = catalogue(**{"One sentence": ""})
    catalogues.postpone(made)
    assert catalogues.write(made, path, "ko")
    again = catalogues.update(catalogues.read(path), {"One sentence": "text"})
    assert states(again) == {"One sentence": "to be translated"}
    assert not catalogues.write(again, path, "ko")


def test_a_sentence_that_is_gone_leaves():
    made = catalogues.update(catalogue(**{"One sentence": "한 문장", "Yes": "예"}), {"Yes": "text"})
    assert catalogues.words(made) == {"Yes": "예"}


@pytest.mark.parametrize(
    ("english", "translation"),
    [
        ("A window of 128 pixels", "윈도는 127픽셀"),
        ("Use `pad`.", "`padding`을 쓰세요."),
        ("It is $x^2$.", "$x^3$입니다."),
        ("See [pooling](pooling.ipynb).", "[풀링](dense.ipynb)을 보세요."),
        ("**Softmax** is bold.", "소프트맥스는 굵습니다."),
        ("**Softmax** is bold.", "**소프트맥스(softmax)**는 닫히지 않습니다."),
        ("1. A step", "1\\. 한 단계"),
        ("It is {answer:,}.", "{answer}입니다."),
        ("61 million weights", "가중치 610만 개"),
        ("A tenth of it", "그 20분의 1"),
        ("A <b>word</b>", "<i>낱말</i>"),
    ],
)
def test_a_part_that_differs_is_a_fault(english, translation):
    assert catalogues.faults(english, translation)


@pytest.mark.parametrize(
    ("english", "translation"),
    [
        ("Three of 12 pixels", "12픽셀 가운데 3개"),
        ("*A* and `b` of $c$", "$c$의 `b`와 *가*"),
        ("1. A step", "1. 한 단계"),
        ("61 million, 1.5 million of them shared", "6,100만, 그중 150만은 공유"),
        ("`f` takes 2 billion, two", "`f`에 20억, 2개"),
        ("Channel 3 and no other", "채널 3만"),
        ("A tenth and three twentieths", "10분의 1과 20분의 3"),
        ("Forty times less, by one to three hundredths", "40분의 1, 100분의 1에서 100분의 3"),
        ("A tenth of 6 million", "600만의 10분의 1"),
        ("A tenth of 10", "10의 10분의 1"),
    ],
)
def test_other_words_in_another_order_are_none(english, translation):
    assert not catalogues.faults(english, translation)
