"""How well the search answers: questions with known answers in, figures by language and reasons for failures out.

questions.py   a question file that a person edits (YAML)
beir.py        a folder in BEIR layout: texts, questions, judgements
"""
