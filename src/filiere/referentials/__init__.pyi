"""What others import of the engine of referentials, beside its packages."""

from filiere.referentials.addenda import (
    apply_addenda as apply_addenda,
)
from filiere.referentials.addenda import (
    apply_adopted_addenda as apply_adopted_addenda,
)
from filiere.referentials.compact_result import (
    MOVEMENTS as MOVEMENTS,
)
from filiere.referentials.compact_result import (
    CompactResult as CompactResult,
)
from filiere.referentials.comparison import (
    ReleaseChange as ReleaseChange,
)
from filiere.referentials.comparison import (
    compare_releases as compare_releases,
)
from filiere.referentials.comparison import (
    is_patch as is_patch,
)
from filiere.referentials.emission_factors import (
    Factor as Factor,
)
from filiere.referentials.emission_factors import (
    FactorTable as FactorTable,
)
from filiere.referentials.emission_factors import (
    load_factors as load_factors,
)
from filiere.referentials.faults import (
    FORM_FAULTS as FORM_FAULTS,
)
from filiere.referentials.faults import (
    find_close_words as find_close_words,
)
from filiere.referentials.indicator_dependencies import (
    find_dependencies as find_dependencies,
)
from filiere.referentials.loader import (
    MAPPINGS as MAPPINGS,
)
from filiere.referentials.loader import (
    Library as Library,
)
from filiere.referentials.loader import (
    load_mapping as load_mapping,
)
from filiere.referentials.loader import (
    load_referential as load_referential,
)
from filiere.referentials.loader import (
    load_release as load_release,
)
from filiere.referentials.loader import (
    seal_release as seal_release,
)
from filiere.referentials.mapping import (
    CarryProposal as CarryProposal,
)
from filiere.referentials.mapping import (
    Correspondence as Correspondence,
)
from filiere.referentials.mapping import (
    Coverage as Coverage,
)
from filiere.referentials.mapping import (
    HeldResults as HeldResults,
)
from filiere.referentials.mapping import (
    Link as Link,
)
from filiere.referentials.mapping import (
    accept_proposals as accept_proposals,
)
from filiere.referentials.mapping import (
    chain_correspondences as chain_correspondences,
)
from filiere.referentials.mapping import (
    compute_coverage as compute_coverage,
)
from filiere.referentials.mapping import (
    find_correspondences as find_correspondences,
)
from filiere.referentials.mapping import (
    find_map_states as find_map_states,
)
from filiere.referentials.mapping import (
    find_successors as find_successors,
)
from filiere.referentials.mapping import (
    propose_carry_over as propose_carry_over,
)
from filiere.referentials.mapping import (
    record_review as record_review,
)
from filiere.referentials.mapping import (
    resolve_mapping as resolve_mapping,
)
from filiere.referentials.migration import (
    MigrationResult as MigrationResult,
)
from filiere.referentials.migration import (
    find_migration as find_migration,
)
from filiere.referentials.migration import (
    migrate_case as migrate_case,
)
from filiere.referentials.migration import (
    report_migration as report_migration,
)
from filiere.referentials.minimum_size_groups import (
    MIN_GROUP as MIN_GROUP,
)
from filiere.referentials.minimum_size_groups import (
    group_text as group_text,
)
from filiere.referentials.reader import (
    read_release as read_release,
)
from filiere.referentials.records import (
    Addendum as Addendum,
)
from filiere.referentials.records import (
    Amendment as Amendment,
)
from filiere.referentials.records import (
    Audit as Audit,
)
from filiere.referentials.records import (
    Award as Award,
)
from filiere.referentials.records import (
    AwardLevel as AwardLevel,
)
from filiere.referentials.records import (
    Category as Category,
)
from filiere.referentials.records import (
    Criterion as Criterion,
)
from filiere.referentials.records import (
    DatedParameter as DatedParameter,
)
from filiere.referentials.records import (
    Evidence as Evidence,
)
from filiere.referentials.records import (
    Fact as Fact,
)
from filiere.referentials.records import (
    GoldenCase as GoldenCase,
)
from filiere.referentials.records import (
    Indicator as Indicator,
)
from filiere.referentials.records import (
    Input as Input,
)
from filiere.referentials.records import (
    Level as Level,
)
from filiere.referentials.records import (
    MapEntry as MapEntry,
)
from filiere.referentials.records import (
    Mapping as Mapping,
)
from filiere.referentials.records import (
    Migration as Migration,
)
from filiere.referentials.records import (
    Operation as Operation,
)
from filiere.referentials.records import (
    Procedure as Procedure,
)
from filiere.referentials.records import (
    Referential as Referential,
)
from filiere.referentials.records import (
    ReleaseHead as ReleaseHead,
)
from filiere.referentials.records import (
    Rounding as Rounding,
)
from filiere.referentials.records import (
    Scale as Scale,
)
from filiere.referentials.records import (
    Theme as Theme,
)
from filiere.referentials.records import (
    TimeSpan as TimeSpan,
)
from filiere.referentials.records import (
    Total as Total,
)
from filiere.referentials.records import (
    Wording as Wording,
)
from filiere.referentials.release import (
    Release as Release,
)
from filiere.referentials.simulation import (
    Simulation as Simulation,
)
from filiere.referentials.simulation import (
    find_tipping_points as find_tipping_points,
)
from filiere.referentials.simulation import (
    generate_cases as generate_cases,
)
from filiere.referentials.simulation import (
    measure_discrimination as measure_discrimination,
)
from filiere.referentials.simulation import (
    move_weight as move_weight,
)
from filiere.referentials.simulation import (
    replace_weights as replace_weights,
)
from filiere.referentials.simulation import (
    simulate as simulate,
)
from filiere.referentials.status_labels import (
    STATUS_LABELS as STATUS_LABELS,
)
from filiere.referentials.yaml_editor import (
    YamlEditor as YamlEditor,
)
