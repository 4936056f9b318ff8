"""The contacts of a store in formats of others: XES for process mining, vCon for the exchange of conversations.

Neither knows what waiting in a queue is, so neither replaces the store. People leave as the keyed hashes that the store
has, never otherwise.
"""
