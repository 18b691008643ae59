"""Words to ranked practices, with what matched."""

from practicebank.search.account import Weighed
from practicebank.search.alike import Nearest, Similar
from practicebank.search.index import Found, SearchIndex
from practicebank.search.later import Search, SearchLater, open_search
from practicebank.search.query import Correction
from practicebank.search.reasons import FieldMatch, Span, SynonymUsed, Why
from practicebank.search.synonyms import Fault, Synonym, Synonyms, SynonymsError, check_synonyms

__all__ = [
    "Correction",
    "Fault",
    "FieldMatch",
    "Found",
    "Nearest",
    "Search",
    "SearchIndex",
    "SearchLater",
    "Similar",
    "Span",
    "Synonym",
    "SynonymUsed",
    "Synonyms",
    "SynonymsError",
    "Weighed",
    "Why",
    "check_synonyms",
    "open_search",
]
