"""Words to ranked practices, with what matched. Nothing outside this package imports the modules within it,
save `unanswered`, which counts the searches that found nothing and is no part of searching.

`open_search` makes a `Search` of a table; `SearchIndex.build` one that is ready at once, for small tables.
"""

from practicebank.search.index import BackgroundSearch, Found, Search, SearchIndex, open_search
from practicebank.search.long_text import Weighed
from practicebank.search.query import Correction
from practicebank.search.reasons import FieldMatch, SynonymUsed, TextSpan, Why, best_sentence
from practicebank.search.similar import Nearest, Similar
from practicebank.search.synonyms import Synonym, SynonymFault, Synonyms, SynonymsError, check_synonyms
from practicebank.search.words import LIGHT_WORDS, STOP_WORDS, Word, stems_of, words_of

__all__ = [
    "LIGHT_WORDS",
    "STOP_WORDS",
    "BackgroundSearch",
    "Correction",
    "FieldMatch",
    "Found",
    "Nearest",
    "Search",
    "SearchIndex",
    "Similar",
    "Synonym",
    "SynonymFault",
    "SynonymUsed",
    "Synonyms",
    "SynonymsError",
    "TextSpan",
    "Weighed",
    "Why",
    "Word",
    "best_sentence",
    "check_synonyms",
    "open_search",
    "stems_of",
    "words_of",
]
