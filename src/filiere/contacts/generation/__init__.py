"""Made-up contacts in any number, so that every measure has data and every benchmark the same rows.

Nobody called: the organisation is called ``centre-fictif`` and the deliveries say what they are. The same number and
seed give the same rows on any machine.

    queue_visits         a month of queue visits, by whole columns of numbers
    arrow_columns        numbers to columns of a store, texts included, without a loop over rows
    companion_tables     the tables beside contacts, a few thousand rows each
    generator            the store: months written one after the other, then the contacts made of visits
"""

from filiere.contacts.generation.generator import GENERATED_ORGANISATION, GENERATED_YEAR, generate_store

__all__ = ["GENERATED_ORGANISATION", "GENERATED_YEAR", "generate_store"]
