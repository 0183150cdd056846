"""How well the search answers: questions with known answers in, means by language and reasons for failures out.

questions.py   a question file that a person edits (YAML)
asking.py      its questions asked and judged
location.py    where in the reports an answer stands, or what became of it
beir.py        a test collection: texts, questions, judgements
indexing.py    its texts indexed as reports are
retrieval.py   its questions asked and measured
diagnosis.py   why an answer does not stand first
outcomes.py    outcomes and their means
comparison.py  two evaluations beside each other
gate.py        limits that an evaluation has to keep
"""
