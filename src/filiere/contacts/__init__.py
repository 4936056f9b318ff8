"""Contacts as they happened, and indicators recomputed from them under definitions that are data.

    schema                   the canonical tables: what a delivery may hold, column by column
    definitions              a set of definitions: its indicators, and the 22 choices that each of them makes
    importing                files of systems in: every row accepted, repaired by a named rule, or rejected
    store                    what was imported: Parquet by organisation and month, and the record of what is in force
    engines                  DuckDB in memory, or Spark, both through Ibis
    spark_session            what Spark needs of the machine, and its session
    periods                  local periods of instants, days of 23 and 25 hours included
    computation_context      the engine, the store, the groups and periods that sums are made in
    unit_classification      what is counted: how each ended, how long it waited, what is left out
    measures                 tables in, whole numbers out: one module a family
    generation               stores of made-up contacts, for tests and benchmarks
    fact_signatures          all that the conditions of indicators can tell apart, so that they are asked once a kind
    day_cube                 what a store amounts to day by day, from which another definition needs no second reading
    cube_store               the cubes beside a store, each sealed by what it was made of
    data_quality_checks      what must hold before any figure is published
    indicators               rows of indicators: sums planned, made, divided, held back
    rule_effects             what changing one rule does to one real log
    public_log_definition_gaps  what separates any two definitions on that log, one change at a time
    indicator_rows           one indicator of one group and period, with what it was computed from

The package imports :mod:`filiere.core` and nothing else of the house; the site and the command hand it what it needs.
"""

from filiere.core.lazy_exports import attach_face

__getattr__, __dir__, __all__ = attach_face(__name__, __file__)
