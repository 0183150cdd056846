# Names and topics, the matrix, the wheel of the goals.
wheel = Passages on each goal
as-table = Show as a table
column-goal = Goal
column-passages = Passages
column-reports = Reports
column-name = Name
column-kind = Kind
column-year = Year
entities-lead = The goals, mechanisms, agreements, organizations, countries and topics that the reports speak of, under all their names.
entity-search = A name or acronym, in any of six languages
entity-search-example = NEASPEC, Amur tiger, dust storms …
entity-find = Find
entity-kinds = Kinds of names
all-kinds = All kinds
kind-sdg = Goals and targets
kind-mechanism = Cooperation mechanisms
kind-agreement = Agreements
kind-programme = Programmes
kind-forum = Forums
kind-organization = Organizations
kind-country = Countries
kind-topic = Topics
kind-of-sdg = Goal or target
kind-of-mechanism = Mechanism
kind-of-agreement = Agreement
kind-of-programme = Programme
kind-of-forum = Forum
kind-of-organization = Organization
kind-of-country = Country
kind-of-topic = Topic
targets = { $count ->
    [one] { $count } target
   *[other] { $count } targets
}
names-found = { $count ->
    [one] { $count } name
   *[other] { $count } names
}
no-names = No such name is known here. Try fewer letters or another language.
names-mentioned = Only what the reports mention.
names-show-all = Show the others too
names-all = Everything that is known, mentioned or not.
names-only-mentioned = Show only what is mentioned
crumbs = You are here
in-reports = { $count ->
    [one] in { $count } report
   *[other] in { $count } reports
}
stated-count = { $count } named in the text
inferred-count = { $count } inferred
inferred-short = inferred
only-inferred = only inferred
not-mentioned = No passage mentions this.
by-year = By year of the report
by-year-title = Passages on { $name } by year of the report
by-report = By report
report = Report
named-beside = Named in the same passages
facts = What is known
called = Names
translated-here = translated here; no published name is known
other-names = { $count ->
    [one] { $count } other name
   *[other] { $count } other names
}
acronyms = Acronyms
began = Began
members = Members
serves = Serves these goals
belongs-to = Belongs to
has-below = Has below it
below-in-matrix = See these in the matrix
website = Website
linked-data = Linked data of the United Nations
entity-id = For programs
its-passages = Passages
search-among = Search among these passages
named-too = also naming { $name }
take-back = remove
entity-order = Order
order-reading = As in the reports
order-relevance = Most relevant first
which-mentions = Which mentions
basis-any = All
basis-stated = Named in the text
basis-inferred = Inferred
matrix-title = { $rows } × { $cols }
matrix-lead = How many passages mention both. Each number leads to these passages; an empty cell is a gap in the reports.
matrix-rows = Rows
matrix-cols = Columns
matrix-years = Year of the report
all-years = All years
one-year = One year
matrix-show = Show
matrix-scale = Passages:
matrix-total = Total
matrix-totals-help = The totals are all passages that mention it, so they are no sums of the cells.
matrix-empty = { $count ->
    [one] Left out: { $count } that no passage mentions.
   *[other] Left out: { $count } that no passage mentions.
}
matrix-rare = Left out: { $count } of the least mentioned, as the table would be too large.
matrix-nothing = No passage mentions any of these.
matrix-part = Counted in a part of the reports only.
matrix-whole = Count in all
targets-of = Targets of goal { $name }
below-of = Parts of { $name }
