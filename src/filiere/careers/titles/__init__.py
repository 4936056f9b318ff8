"""Job titles as people write them, and the jobs of a nomenclature that they name.

letters      signs to plain words, and what stands between them
gender       one form for the masculine and the feminine of a word
title_words  abbreviations, words that are no part of a job, words of the trade that say the same
keys         a title to its key: the words that count, the same for every writing of gender
features     a key to weighted features: words, beginnings of words, groups of letters
index        the titles of a nomenclature, searched
resolution   a title to one of the named outcomes
evaluation   how well titles are resolved, against pairs known to be right
"""
