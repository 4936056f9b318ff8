"""Pages of the register: the list, a holder, verifying, statistics, following, complaints, the clause for tenders."""
