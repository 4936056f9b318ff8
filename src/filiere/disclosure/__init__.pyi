"""What the site and the command line import of the engine: deciding, protecting, publishing, checking."""

from filiere.disclosure.audit import (
    ATTACKERS as ATTACKERS,
)
from filiere.disclosure.audit import (
    DisclosureAuditReport as DisclosureAuditReport,
)
from filiere.disclosure.audit import (
    FolderVerification as FolderVerification,
)
from filiere.disclosure.audit import (
    audit_folder as audit_folder,
)
from filiere.disclosure.audit import (
    verify_folder as verify_folder,
)
from filiere.disclosure.audit.run_criteria import (
    RunTerms as RunTerms,
)
from filiere.disclosure.dated_rules import (
    Dominance as Dominance,
)
from filiere.disclosure.dated_rules import (
    Rule as Rule,
)
from filiere.disclosure.dated_rules import (
    load_rules as load_rules,
)
from filiere.disclosure.dated_rules import (
    rule_in_force as rule_in_force,
)
from filiere.disclosure.differences import (
    find_differences as find_differences,
)
from filiere.disclosure.folder import (
    CERTIFICATE_FILE as CERTIFICATE_FILE,
)
from filiere.disclosure.folder import (
    PUBLIC_FILE as PUBLIC_FILE,
)
from filiere.disclosure.folder import (
    SPEC_FILE as SPEC_FILE,
)
from filiere.disclosure.folder import (
    AttackerCounts as AttackerCounts,
)
from filiere.disclosure.folder import (
    AuditSummary as AuditSummary,
)
from filiere.disclosure.folder import (
    ProtectionRun as ProtectionRun,
)
from filiere.disclosure.folder import (
    PublishedTable as PublishedTable,
)
from filiere.disclosure.folder import (
    RunFolder as RunFolder,
)
from filiere.disclosure.folder import (
    RunReport as RunReport,
)
from filiere.disclosure.folder import (
    UnsafeRun as UnsafeRun,
)
from filiere.disclosure.folder import (
    check_destination as check_destination,
)
from filiere.disclosure.folder import (
    find_promise as find_promise,
)
from filiere.disclosure.folder import (
    judge_promise as judge_promise,
)
from filiere.disclosure.folder import (
    keeps_promise as keeps_promise,
)
from filiere.disclosure.folder import (
    promised_attackers as promised_attackers,
)
from filiere.disclosure.folder import (
    read_folder as read_folder,
)
from filiere.disclosure.folder import (
    require_run as require_run,
)
from filiere.disclosure.folder import (
    write_folder as write_folder,
)
from filiere.disclosure.imported_pattern import (
    audit_pattern as audit_pattern,
)
from filiere.disclosure.inputs import (
    Inputs as Inputs,
)
from filiere.disclosure.inputs import (
    compute_named_costs as compute_named_costs,
)
from filiere.disclosure.inputs import (
    read_inputs as read_inputs,
)
from filiere.disclosure.inputs.cell_overrides import (
    Waiver as Waiver,
)
from filiere.disclosure.inputs.cell_overrides import (
    find_waived_cells as find_waived_cells,
)
from filiere.disclosure.inputs.costs import (
    COSTS as COSTS,
)
from filiere.disclosure.inputs.spec import (
    SlackSpec as SlackSpec,
)
from filiere.disclosure.inputs.tabular_files import (
    Sheet as Sheet,
)
from filiere.disclosure.inputs.tabular_files import (
    read_sheet as read_sheet,
)
from filiere.disclosure.ledger import (
    Coordinates as Coordinates,
)
from filiere.disclosure.ledger import (
    ExternalTotal as ExternalTotal,
)
from filiere.disclosure.ledger import (
    Ledger as Ledger,
)
from filiere.disclosure.ledger import (
    ProtectedRelease as ProtectedRelease,
)
from filiere.disclosure.ledger import (
    Release as Release,
)
from filiere.disclosure.ledger import (
    Subject as Subject,
)
from filiere.disclosure.ledger import (
    compute_rows_digest as compute_rows_digest,
)
from filiere.disclosure.ledger import (
    find_cells_told_exactly as find_cells_told_exactly,
)
from filiere.disclosure.ledger import (
    parse_release as parse_release,
)
from filiere.disclosure.ledger import (
    protect_release as protect_release,
)
from filiere.disclosure.ledger import (
    serialize_release as serialize_release,
)
from filiere.disclosure.linked_tables.cell_coordinates import (
    list_coordinates as list_coordinates,
)
from filiere.disclosure.partition import (
    protect_parts as protect_parts,
)
from filiere.disclosure.pattern import (
    Level as Level,
)
from filiere.disclosure.pattern import (
    Pattern as Pattern,
)
from filiere.disclosure.pattern import (
    merge_proofs as merge_proofs,
)
from filiere.disclosure.protection import (
    NotProtected as NotProtected,
)
from filiere.disclosure.protection import (
    protect_inputs as protect_inputs,
)
from filiere.disclosure.protection import (
    require_publishable_cells as require_publishable_cells,
)
from filiere.disclosure.protection_levels import (
    Limits as Limits,
)
from filiere.disclosure.protection_levels import (
    ProtectionLevels as ProtectionLevels,
)
from filiere.disclosure.protection_levels import (
    Slack as Slack,
)
from filiere.disclosure.protection_levels import (
    compute_protection_levels as compute_protection_levels,
)
from filiere.disclosure.proven_publication_gate import (
    ProvenGate as ProvenGate,
)
from filiere.disclosure.proven_publication_gate import (
    build_limits as build_limits,
)
from filiere.disclosure.proven_publication_gate import (
    build_system as build_system,
)
from filiere.disclosure.proven_publication_gate import (
    publication_gate as publication_gate,
)
from filiere.disclosure.publication_decision import (
    Decision as Decision,
)
from filiere.disclosure.publication_decision import (
    Gate as Gate,
)
from filiere.disclosure.publication_decision import (
    InnerCell as InnerCell,
)
from filiere.disclosure.publication_decision import (
    InnerTable as InnerTable,
)
from filiere.disclosure.publication_decision import (
    PublicCell as PublicCell,
)
from filiere.disclosure.publication_decision import (
    PublicTable as PublicTable,
)
from filiere.disclosure.publication_decision import (
    Reason as Reason,
)
from filiere.disclosure.suppression import (
    Unprotectable as Unprotectable,
)
from filiere.disclosure.system import (
    Additions as Additions,
)
from filiere.disclosure.system import (
    Bools as Bools,
)
from filiere.disclosure.system import (
    Cut as Cut,
)
from filiere.disclosure.system import (
    Floats as Floats,
)
from filiere.disclosure.system import (
    Ints as Ints,
)
from filiere.disclosure.system import (
    System as System,
)
from filiere.disclosure.tables import (
    Codes as Codes,
)
from filiere.disclosure.tables import (
    Contribution as Contribution,
)
from filiere.disclosure.tables import (
    Dimension as Dimension,
)
from filiere.disclosure.tables import (
    MicroTable as MicroTable,
)
from filiere.disclosure.tables import (
    TabulatedCells as TabulatedCells,
)
from filiere.disclosure.tables import (
    to_decimal as to_decimal,
)
