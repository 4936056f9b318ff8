"""A second counting of votes, written from the rule in plain words and sharing no code with the engine.

It asks, ballot by ballot, how many members would rather have a rung than what lies below it.
"""

ORDERS = {
    "eligibility": ["eligible", "not_eligible"],
    "award": ["granted_24", "granted_12", "complement", "refuse"],
    "review": ["withdraw", "suspend", "keep"],
    "change": ["maintain", "provisional", "end"],
    "withdrawal": ["withdraw", "keep"],
}


def oracle(votes, order, per_college, total, colleges):
    """The choice decided by (college, choice) pairs; None without a quorum; the second value says a tie."""
    if len(votes) < total or any(sum(c == college for c, _ in votes) < per_college for college in colleges):
        return None, False
    for place, rung in enumerate(order[:-1]):
        yes = no = 0
        for _, choice in votes:
            if choice != "abstain":
                if order.index(choice) <= place:
                    yes += 1
                else:
                    no += 1
        everyone_against = False
        for college in colleges:
            mine = [choice for c, choice in votes if c == college]
            if mine and all(choice != "abstain" and order.index(choice) > place for choice in mine):
                everyone_against = True
        if yes > no and not everyone_against:
            return rung, False
    last = len(order) - 2
    expressed = [choice for _, choice in votes if choice != "abstain"]
    above = sum(order.index(choice) <= last for choice in expressed)
    return order[-1], last >= 0 and above * 2 == len(expressed)
