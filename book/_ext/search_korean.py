"""A search for Korean, which Sphinx has not: by pairs of syllables.

Korean writes particles onto its words (풀링은, 풀링을, 풀링의), so that whole words do not find
each other; their pairs of syllables do: 풀링은 is kept as 풀링 and 링은.
"""

import re

from sphinx.search import SearchLanguage

PARTS = re.compile(r"[가-힣]+|[^\W가-힣]+")
HANGUL = re.compile(r"[가-힣]{3,}")
# The same for what is typed.
SPLITTER = r"""
function splitQuery(query) {
  const parts = query.match(/[가-힣]+|[\p{Letter}\p{Number}_]+/gu) ?? [];
  return parts.flatMap((part) => part.split(/([가-힣]+)/)).flatMap((part) =>
    /^[가-힣]{3,}$/.test(part)
      ? [...part].slice(0, -1).map((syllable, i) => syllable + part[i + 1])
      : part || []);
}
"""


class SearchKorean(SearchLanguage):
    """Pairs of syllables for Korean, whole words for everything else."""

    lang = "ko"
    language_name = "Korean"
    js_splitter_code = SPLITTER

    def split(self, text):
        """Return what a text is found by.

        >>> SearchKorean({}).split("풀링은 2 × 2 맵을 Keras로")
        ['풀링', '링은', '2', '2', '맵을', 'Keras', '로']
        """
        found = []
        for part in PARTS.findall(text):
            pairs = [part[i : i + 2] for i in range(len(part) - 1)]
            found += pairs if HANGUL.fullmatch(part) else [part]
        return found

    def word_filter(self, word):
        """Tell whether a part is worth keeping."""
        return len(word) > 1

    def stem(self, word):
        """Return a part as it is compared."""
        return word.lower()
