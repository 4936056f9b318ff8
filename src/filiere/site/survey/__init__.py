"""Surveys of the sector: waves and their samples, the respondent's form, the barometer.

``waves`` is the statistician's desk, ``respondents`` the form that a letter opens, ``results`` what everybody reads;
`models`, `hooks` and `urls` gather them. Questionnaires, draws and estimates are those of ``filiere.survey``.
"""
