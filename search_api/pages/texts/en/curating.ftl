# The vocabulary, and the questions of the gate.
entries = { $count ->
    [one] { $count } entry in the vocabulary
   *[other] { $count } entries in the vocabulary
}
suggested = Names that the vocabulary lacks
suggested-help = The reports define these short forms; those used most often come first.
nothing-suggested = There is nothing to suggest.
more-suggested = { $count } more are not shown.
uses = { $count ->
    [one] used once
   *[other] used { $count } times
}
in-so-many-reports = { $count ->
    [one] in { $count } report
   *[other] in { $count } reports
}
accept-as = Accept into the vocabulary
accept = Accept
kind = Kind
new-mechanism = Cooperation mechanism
new-agreement = Agreement
new-programme = Programme
new-forum = Forum
new-organization = Organization
new-topic = Topic
shown-as = Shown as
full-name = Full name in English
short-form = Short form
short-form-of = Add as a short form of { $name }
own-entries = Added here
own-help = They count from the next index on.
vocabulary-changed = Vocabulary changed
take-out = Take out
gate-questions = Questions of the gate
questions-help = Each new index is measured by these questions before it goes live.
no-questions-set = No question file is set. Name one in the setting
limits = To be reached:
ask-them = { $count ->
    [one] Ask { $count } question
   *[other] Ask all { $count } questions
}
ask-them-help = of the live index; this may take a minute.
measured = How the live index answers
below-limits = Below its limits:
limits-kept = All limits are kept.
failures = { $count ->
    [one] { $count } question not answered first
   *[other] { $count } questions not answered first
}
all-languages = all together
the-questions = The questions
nothing-answers = nothing answers it
