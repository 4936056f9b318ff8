"""The audit: who audits and is far enough to, which sites, what was seen there, what the candidate answers to it.

Two evaluations stand side by side, the candidate's and the auditor's, and neither is ever written over the other.
"""
