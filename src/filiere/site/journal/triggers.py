"""The database's own refusal to change the journal, for whoever does not go through the models."""

# The statements hold one constant of this module and nothing from outside.
# ruff: noqa: S608

from __future__ import annotations

from filiere.site.kit.triggers import Triggers

_REFUSAL = "the journal is append-only"

_SQLITE = (
    f"""CREATE TRIGGER IF NOT EXISTS journal_entry_no_update BEFORE UPDATE ON journal_entry
    BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END""",
    f"""CREATE TRIGGER IF NOT EXISTS journal_entry_no_delete BEFORE DELETE ON journal_entry
    BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END""",
    f"""CREATE TRIGGER IF NOT EXISTS journal_payload_only_erased BEFORE UPDATE ON journal_payload
    WHEN NOT (OLD.erased_at IS NULL AND NEW.erased_at IS NOT NULL AND NEW.body IS NULL
              AND NEW.entry_id = OLD.entry_id)
    BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END""",
    f"""CREATE TRIGGER IF NOT EXISTS journal_payload_no_delete BEFORE DELETE ON journal_payload
    BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END""",
    # INSERT OR REPLACE deletes without firing the triggers of DELETE: what is there already must refuse it.
    f"""CREATE TRIGGER IF NOT EXISTS journal_entry_no_replace BEFORE INSERT ON journal_entry
    WHEN EXISTS (SELECT 1 FROM journal_entry WHERE number = NEW.number OR hash = NEW.hash
                 OR previous_hash = NEW.previous_hash)
    BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END""",
    f"""CREATE TRIGGER IF NOT EXISTS journal_payload_no_replace BEFORE INSERT ON journal_payload
    WHEN EXISTS (SELECT 1 FROM journal_payload WHERE entry_id = NEW.entry_id)
    BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END""",
    f"""CREATE TRIGGER IF NOT EXISTS journal_head_no_replace BEFORE INSERT ON journal_head
    WHEN EXISTS (SELECT 1 FROM journal_head)
    BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END""",
    f"""CREATE TRIGGER IF NOT EXISTS journal_head_forward BEFORE UPDATE ON journal_head
    WHEN NOT (NEW.number = OLD.number + 1
              AND EXISTS (SELECT 1 FROM journal_entry WHERE number = NEW.number AND hash = NEW.hash))
    BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END""",
    f"""CREATE TRIGGER IF NOT EXISTS journal_head_no_delete BEFORE DELETE ON journal_head
    BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END""",
)
_POSTGRESQL = (
    f"""CREATE OR REPLACE FUNCTION journal_refuse() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION '{_REFUSAL}'; END $$""",
    """CREATE OR REPLACE TRIGGER journal_entry_fixed BEFORE UPDATE OR DELETE ON journal_entry
    FOR EACH ROW EXECUTE FUNCTION journal_refuse()""",
    """CREATE OR REPLACE TRIGGER journal_payload_only_erased BEFORE UPDATE ON journal_payload FOR EACH ROW
    WHEN (NOT (OLD.erased_at IS NULL AND NEW.erased_at IS NOT NULL AND NEW.body IS NULL
               AND NEW.entry_id = OLD.entry_id))
    EXECUTE FUNCTION journal_refuse()""",
    """CREATE OR REPLACE TRIGGER journal_payload_no_delete BEFORE DELETE ON journal_payload
    FOR EACH ROW EXECUTE FUNCTION journal_refuse()""",
    f"""CREATE OR REPLACE FUNCTION journal_head_follows() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN
        IF NEW.number = OLD.number + 1
            AND EXISTS (SELECT 1 FROM journal_entry WHERE number = NEW.number AND hash = NEW.hash)
        THEN RETURN NEW; END IF;
        RAISE EXCEPTION '{_REFUSAL}';
    END $$""",
    """CREATE OR REPLACE TRIGGER journal_head_forward BEFORE UPDATE ON journal_head
    FOR EACH ROW EXECUTE FUNCTION journal_head_follows()""",
    """CREATE OR REPLACE TRIGGER journal_head_no_delete BEFORE DELETE ON journal_head
    FOR EACH ROW EXECUTE FUNCTION journal_refuse()""",
)

_TRIGGERS = Triggers(sqlite=_SQLITE, postgresql=_POSTGRESQL)
install, remove = _TRIGGERS.install, _TRIGGERS.remove
