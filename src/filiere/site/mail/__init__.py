"""Letters of the site: written in the transaction of the act that they tell of, sent once it is committed."""
