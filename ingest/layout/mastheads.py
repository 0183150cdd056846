"""Mastheads and other words that stand over many reports and name none of them."""

from __future__ import annotations

import re


def is_masthead(text: str) -> bool:
    """Whether a headline is made of such words alone: an organisation, a session, a date, "Contents", a symbol."""
    return bool(_MASTHEAD.fullmatch(" ".join(text.split())))


def tells(text: str) -> bool:
    """Whether a headline may name a report: words, and neither a masthead nor mostly figures and signs."""
    letters = sum(character.isalpha() for character in text)
    words = " " in text.strip() or not text.isascii()
    return words and letters >= 5 and 2 * letters > len(text) and not is_masthead(text)


def names_kind(text: str) -> bool:
    """Whether a headline says what kind of report this is, which is the title of one that has no other."""
    return bool(_REPORT.fullmatch(" ".join(text.split())))


def states_language(text: str) -> bool:
    """Whether a line ends the head of a United Nations document: "Original: English"."""
    return bool(_ORIGINAL.match(text))


_DATE = (
    r"(?:\d{1,2}\s)?(?:january|february|march|april|may|june|july|august|september|october|november|december)"
    r"(?:\s\d{1,2},?)?(?:\s(?:19|20)\d\d)?"
    r"|\d{4}\s?[年년]\s?(?:\d{1,2}\s?[月월]\s?)?(?:\d{1,2}\s?[日일])?|(?:19|20)\d\d(?:[/–-](?:19|20)?\d\d)?"
)
_PHRASES = (
    r"economic (?:and social )?commission (?:for|of) (?:asia and the (?:pacific|far east)|europe|africa|western asia"
    r"|latin america(?: and the caribbean)?)|united nations (?:environment|development) programme"
    r"|world meteorological organization|international labour (?:office|organization)|united states of america",
    r"united nations|general assembly|security council|economic and social council|human rights council"
    r"|conference of the parties(?: serving as the meeting of the parties to the (?:kyoto protocol|paris agreement))?"
    r"|(?:united nations )?framework convention on(?: climate change)?|climate change"
    r"|(?:united nations )?convention to combat(?: desertification)?|desertification",
    r"(?:[\w-]+ ){1,3}session|agenda items?.*|items? \d.* agenda\*?|official records,?|supplement no\. ?\d+",
    r"(?:report|note) (?:of|by) the (?:secretary-general|secretariat|executive (?:secretary|director))\**",
    r"distr\.?:?(?: ?\w+)?|original: ?\w+|general|limited|addendum|corrigendum|[A-Z]+(?:/[\w().-]+)+",
    r"(?:table of )?contents|foreword|preface|(?:executive )?summary|highlights|abstract|key messages"
    r"|acknowledge?ments?|abbreviations(?: and acronyms)?|acronyms|glossary|annexe?s?|front cover|notices",
    r"memo(?:randum)?|policy ?briefs?|working papers?|discussion papers?|technical reports?|fact ?sheets?"
    r"|annual report|press release|sustainable development goals",
    r"(?:prepared|written|submitted|presented|published|edited) (?:by|for|to)|in (?:co-?operation|partnership) with",
    r"(?:\d+\.?|[ivx]+\.) (?:introduction|background|overview)|introduction|background|overview",
    r"目录|目錄|目次|もくじ|차례|목차|前言|序言?|摘要|概要|要旨|はじめに|머리말|발간사|요약|서론|引言|绪论",
    r"содержание|оглавление|введение|предисловие|резюме|аннотация|агуулга|гарчиг|оршил|удиртгал|хураангуй",
    r"организация объединенных наций|генеральная ассамблея|экономический и социальный совет|联合国|聯合國|大会|유엔",
)
_MASTHEAD = re.compile(rf"(?:(?:{'|'.join((*_PHRASES, _DATE))})[\s*:.,|–-]*)+", re.IGNORECASE)
_REPORT = re.compile(
    r"(?:(?:annual|biennial|progress|final|status|sustainability) report|statistical yearbook)"
    rf"(?:[\s*:.,|–-]+(?:{_DATE}))*",
    re.IGNORECASE,
)
_ORIGINAL = re.compile(
    r"original: ?\w|original ?: |язык оригинала|оригинал:|chinese ?\s*original|原文[:：]", re.IGNORECASE
)
