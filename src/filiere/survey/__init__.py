"""Surveying the sector: what is asked, of whom, and what the answers are worth.

questionnaires  what is asked, as versioned data, and what a respondent answered
samples         who is asked: frames, designs, draws, who is to be reminded first
estimates       what the answers are worth: calibrated weights, estimates, their standard errors
areas           areas that the survey alone is too small for, estimated with a model, and their errors
changes         what changed between two waves, and whether the answers establish it
"""
