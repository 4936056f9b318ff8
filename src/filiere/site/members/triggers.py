"""The database's own refusal of two holders of one seat on one day, for whoever does not go through the acts.

No unique index can compare periods, and PostgreSQL's exclusion needs an extension: a trigger does it on both engines.
"""

# The statements hold constants of this module and nothing from outside.

from __future__ import annotations

from filiere.site.kit.triggers import Triggers

_REFUSAL = "two people on one seat on one day"
_SEAT_TAKEN = """EXISTS (
    SELECT 1 FROM members_mandate AS other
    WHERE other.id <> COALESCE(NEW.id, -1)
      AND other.instance = NEW.instance AND other.seat = NEW.seat
      AND ((other.substitute_of_id IS NULL AND NEW.substitute_of_id IS NULL)
           OR other.substitute_of_id = NEW.substitute_of_id)
      AND (other.until IS NULL OR other.until >= NEW.since)
      AND (NEW.until IS NULL OR other.since <= NEW.until))"""

_SQLITE = tuple(
    f"""CREATE TRIGGER IF NOT EXISTS members_mandate_{name} AFTER {verb} ON members_mandate WHEN {_SEAT_TAKEN}
    BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"""
    for name, verb in (("seat_insert", "INSERT"), ("seat_update", "UPDATE"))
)
_POSTGRESQL = (
    f"""CREATE OR REPLACE FUNCTION members_mandate_seat() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN IF {_SEAT_TAKEN} THEN
    RAISE EXCEPTION '{_REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END IF;
    RETURN NULL; END $$""",
    """CREATE OR REPLACE TRIGGER members_mandate_seat AFTER INSERT OR UPDATE ON members_mandate
    FOR EACH ROW EXECUTE FUNCTION members_mandate_seat()""",
)

_TRIGGERS = Triggers(sqlite=_SQLITE, postgresql=_POSTGRESQL)
install, remove = _TRIGGERS.install, _TRIGGERS.remove
