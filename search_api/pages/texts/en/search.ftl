# The search page.
start-title = Find the passage, with its page
question = Your question, in any of six languages
question-example = How does NEASPEC address dust storms?
examples = For example
by-goal = Or begin with a goal
filters = Filters
results = Results
results-for = Results for “{ $question }”
all-passages = All passages
total = { $count ->
    [one] { $count } passage
   *[other] { $count } passages
}
folded = { $count ->
    [one] and { $count } more that says the same
   *[other] and { $count } more that say the same
}
took = in { $ms } ms
no-answer = Probably no passage here answers this
no-answer-help = These are the nearest passages. Try other words, fewer filters, or see below what could not be read.
corrected = Searched for “{ $read }”, as no report has “{ $typed }”.
as-typed = Search for “{ $typed }”
loosened = No passage holds the phrase “{ $phrase }”; its words were searched for.
also-asked-for = { $count ->
    [one] Other names of { $count } name in your question were searched for too
   *[other] Other names of { $count } names in your question were searched for too
}
only-as-typed = Only the words as typed
stated = named in the text
inferred = inferred (with its probability)
facet-sdg = Goals and targets
facet-mechanism = Cooperation mechanisms
facet-topic = Topics
facet-country = Countries
facet-document = Reports
facet-year = Years
facet-language = Languages of the text
more-choices = { $count } more
download-results = Download these results
same-elsewhere = { $count ->
    [one] Also found in { $count } other place
   *[other] Also found in { $count } other places
}
see-on-page = See on its page
permalink = Permanent link
into-basket = Put into the basket
out-of-basket = Take out of the basket
on-page = p. { $label }
on-pages = pp. { $first }–{ $last }
on-slide = slide { $label }
in-paragraph = para. { $number }
coverage = { $documents ->
    [one] { $documents } report
   *[other] { $documents } reports
}, { $pages ->
    [one] { $pages } page
   *[other] { $pages } pages
} searched
coverage-silent = { $pages ->
    [one] { $pages } page without text
   *[other] { $pages } pages without text
}, { $files ->
    [one] { $files } file not read
   *[other] { $files } files not read
}
chosen-filters = Chosen filters
not = not
remove-filter = Remove the filter { $filter }
sort-by = Sort by
sort-relevance = relevance
sort-reading = reading order
sort-newest = newest
sort-oldest = oldest
mentions = Mentions
mentions-any = all
mentions-stated = named in the text
mentions-inferred = inferred
explain = Explain the order
explain-off = Hide explanations
why = Why this passage
why-not-ranked = Its words and meaning are not near the question; it follows in reading order.
why-meaning = Meaning near the question
why-words = Words of the question
why-entities = Names and goals in common
why-demotion = Heading, reference or short line
why-report = Other passages of the report
why-neighbour = A better passage close by
why-reranker = Read together with the question
signal = Signal
rank = Rank
adds = Adds
score = Score
suggestions = Names and topics to filter by
