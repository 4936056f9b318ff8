"""What the site and the command line import of the engine of contacts."""

from filiere.contacts.benchmarking import (
    LEFT_OUT_LABELS as LEFT_OUT_LABELS,
)
from filiere.contacts.benchmarking import (
    Benchmark as Benchmark,
)
from filiere.contacts.benchmarking import (
    ComparisonGroup as ComparisonGroup,
)
from filiere.contacts.benchmarking import (
    Contributions as Contributions,
)
from filiere.contacts.benchmarking import (
    DaySum as DaySum,
)
from filiere.contacts.benchmarking import (
    MeasuredFigure as MeasuredFigure,
)
from filiere.contacts.benchmarking import (
    Member as Member,
)
from filiere.contacts.benchmarking import (
    compute_benchmark as compute_benchmark,
)
from filiere.contacts.benchmarking import (
    describe_place as describe_place,
)
from filiere.contacts.benchmarking import (
    find_common_indicator as find_common_indicator,
)
from filiere.contacts.benchmarking import (
    read_contributions as read_contributions,
)
from filiere.contacts.benchmarking import (
    select_group as select_group,
)
from filiere.contacts.benchmarking import (
    write_notes as write_notes,
)
from filiere.contacts.benchmarking.bootstrap import (
    IntervalEnds as IntervalEnds,
)
from filiere.contacts.comparison import (
    LISTED_CONTACTS as LISTED_CONTACTS,
)
from filiere.contacts.comparison import (
    DefinitionGap as DefinitionGap,
)
from filiere.contacts.comparison import (
    MovedContactsFile as MovedContactsFile,
)
from filiere.contacts.comparison import (
    PathLevel as PathLevel,
)
from filiere.contacts.comparison import (
    PathStep as PathStep,
)
from filiere.contacts.comparison import (
    compare_definitions as compare_definitions,
)
from filiere.contacts.comparison import (
    find_counterparts as find_counterparts,
)
from filiere.contacts.comparison.contact_contributions import (
    CONTACT_COLUMNS as CONTACT_COLUMNS,
)
from filiere.contacts.comparison.contact_contributions import (
    ContactContext as ContactContext,
)
from filiere.contacts.comparison.narrative import (
    DISPLAY_DIGITS as DISPLAY_DIGITS,
)
from filiere.contacts.comparison.narrative import (
    format_term as format_term,
)
from filiere.contacts.comparison.narrative import (
    format_value as format_value,
)
from filiere.contacts.comparison.narrative import (
    gap_as_json as gap_as_json,
)
from filiere.contacts.comparison.narrative import (
    round_term as round_term,
)
from filiere.contacts.comparison.narrative import (
    round_value as round_value,
)
from filiere.contacts.comparison.narrative import (
    write_step_sentence as write_step_sentence,
)
from filiere.contacts.comparison.narrative import (
    write_summary as write_summary,
)
from filiere.contacts.cube_store import (
    CubeStore as CubeStore,
)
from filiere.contacts.data_quality_checks import (
    GateVerdict as GateVerdict,
)
from filiere.contacts.data_quality_checks import (
    check_store as check_store,
)
from filiere.contacts.dated_targets import (
    find_target as find_target,
)
from filiere.contacts.dated_targets import (
    list_target_spans as list_target_spans,
)
from filiere.contacts.definitions import (
    CHOICE_ORDER as CHOICE_ORDER,
)
from filiere.contacts.definitions import (
    Choices as Choices,
)
from filiere.contacts.definitions import (
    DefinitionSet as DefinitionSet,
)
from filiere.contacts.definitions import (
    Indicator as Indicator,
)
from filiere.contacts.definitions import (
    load_definitions as load_definitions,
)
from filiere.contacts.definitions import (
    load_set as load_set,
)
from filiere.contacts.definitions import (
    read_set as read_set,
)
from filiere.contacts.definitions.choice_narrative import (
    list_outcomes as list_outcomes,
)
from filiere.contacts.definitions.choice_narrative import (
    load_choice_words as load_choice_words,
)
from filiere.contacts.definitions.choices import (
    COUNTED_OUTCOMES as COUNTED_OUTCOMES,
)
from filiere.contacts.definitions.loader import (
    SHIPPED_FOLDER as SHIPPED_FOLDER,
)
from filiere.contacts.definitions.loader import (
    check_file as check_file,
)
from filiere.contacts.definitions.rate_formulas import (
    describe_count as describe_count,
)
from filiere.contacts.definitions.sealing import (
    seal_set as seal_set,
)
from filiere.contacts.definitions.series_continuity import (
    SeriesContinuity as SeriesContinuity,
)
from filiere.contacts.definitions.series_continuity import (
    compare_series as compare_series,
)
from filiere.contacts.engines import (
    Engine as Engine,
)
from filiere.contacts.engines import (
    EngineName as EngineName,
)
from filiere.contacts.engines import (
    EngineSettings as EngineSettings,
)
from filiere.contacts.engines import (
    open_engine as open_engine,
)
from filiere.contacts.exclusion_counts import (
    LeftOutUnits as LeftOutUnits,
)
from filiere.contacts.exclusion_counts import (
    count_left_out as count_left_out,
)
from filiere.contacts.exclusion_counts import (
    group_equal_exclusions as group_equal_exclusions,
)
from filiere.contacts.exclusion_counts import (
    reason_label as reason_label,
)
from filiere.contacts.exporting.vcon import (
    write_vcon as write_vcon,
)
from filiere.contacts.exporting.xes import (
    write_xes as write_xes,
)
from filiere.contacts.generation import (
    GENERATED_YEAR as GENERATED_YEAR,
)
from filiere.contacts.generation import (
    generate_store as generate_store,
)
from filiere.contacts.generation.companion_tables import (
    write_tables as write_tables,
)
from filiere.contacts.importing.database import (
    open_database as open_database,
)
from filiere.contacts.importing.database import (
    parquet_sql as parquet_sql,
)
from filiere.contacts.importing.database import (
    quote_text as quote_text,
)
from filiere.contacts.importing.defects import (
    ENDLESS_HOURS as ENDLESS_HOURS,
)
from filiere.contacts.importing.delivered_file import (
    DeliveredFile as DeliveredFile,
)
from filiere.contacts.importing.delivered_file import (
    ignore_progress as ignore_progress,
)
from filiere.contacts.importing.delivery_merge import (
    REPLACED_DAYS as REPLACED_DAYS,
)
from filiere.contacts.importing.import_job import (
    ImportResult as ImportResult,
)
from filiere.contacts.importing.import_job import (
    import_file as import_file,
)
from filiere.contacts.importing.mapping import (
    MappedSource as MappedSource,
)
from filiere.contacts.importing.mapping import (
    load_mapping as load_mapping,
)
from filiere.contacts.importing.mapping.records import (
    FileSpec as FileSpec,
)
from filiere.contacts.importing.mapping.tabular_files import (
    TabularFile as TabularFile,
)
from filiere.contacts.importing.protocol import (
    CanonicalBatch as CanonicalBatch,
)
from filiere.contacts.importing.protocol import (
    CanonicalRow as CanonicalRow,
)
from filiere.contacts.importing.protocol import (
    RefusedRecord as RefusedRecord,
)
from filiere.contacts.importing.protocol import (
    Source as Source,
)
from filiere.contacts.importing.protocol import (
    SourceContext as SourceContext,
)
from filiere.contacts.importing.protocol import (
    SourceItem as SourceItem,
)
from filiere.contacts.importing.sources import (
    SOURCES as SOURCES,
)
from filiere.contacts.importing.sources import (
    find_source as find_source,
)
from filiere.contacts.importing.store_lock import (
    lock_store as lock_store,
)
from filiere.contacts.importing.store_lock import (
    remove_staging as remove_staging,
)
from filiere.contacts.indicator_rows import (
    GROUP_NAMES as GROUP_NAMES,
)
from filiere.contacts.indicator_rows import (
    IndicatorRow as IndicatorRow,
)
from filiere.contacts.indicator_rows import (
    PeriodInterval as PeriodInterval,
)
from filiere.contacts.indicators import (
    build_context as build_context,
)
from filiere.contacts.indicators import (
    build_periods as build_periods,
)
from filiere.contacts.indicators import (
    compute_indicators as compute_indicators,
)
from filiere.contacts.indicators import (
    parse_groups as parse_groups,
)
from filiere.contacts.measures import (
    MEASURES as MEASURES,
)
from filiere.contacts.patience_waits import (
    count_queue_waits as count_queue_waits,
)
from filiere.contacts.periods import (
    Periods as Periods,
)
from filiere.contacts.public_log_definition_gaps import (
    GapSide as GapSide,
)
from filiere.contacts.public_log_definition_gaps import (
    list_gap_sides as list_gap_sides,
)
from filiere.contacts.public_log_definition_gaps import (
    load_gap_counts as load_gap_counts,
)
from filiere.contacts.public_log_definition_gaps import (
    read_gap as read_gap,
)
from filiere.contacts.queue_load import (
    count_queue_load as count_queue_load,
)
from filiere.contacts.recount.import_preview import (
    DeliveredShare as DeliveredShare,
)
from filiere.contacts.recount.import_preview import (
    count_delivered_share as count_delivered_share,
)
from filiere.contacts.rule_effects import (
    CountsFile as CountsFile,
)
from filiere.contacts.rule_effects import (
    RulesFile as RulesFile,
)
from filiere.contacts.rule_effects import (
    load_rule_effects as load_rule_effects,
)
from filiere.contacts.schema import (
    CONTACT_LEG as CONTACT_LEG,
)
from filiere.contacts.schema import (
    TABLES as TABLES,
)
from filiere.contacts.schema import (
    Column as Column,
)
from filiere.contacts.schema import (
    Table as Table,
)
from filiere.contacts.sealed.manifest import (
    FigureLevel as FigureLevel,
)
from filiere.contacts.sealed.manifest import (
    Manifest as Manifest,
)
from filiere.contacts.sealed.pack_writer import (
    SealedSet as SealedSet,
)
from filiere.contacts.sealed.pack_writer import (
    load_sealed_set as load_sealed_set,
)
from filiere.contacts.sealed.pack_writer import (
    make_pack as make_pack,
)
from filiere.contacts.sealed.report import (
    REPORT_NAME as REPORT_NAME,
)
from filiere.contacts.sealed.verdicts import (
    HEADLINES as HEADLINES,
)
from filiere.contacts.sealed.verdicts import (
    NO_SEAL_SENTENCE as NO_SEAL_SENTENCE,
)
from filiere.contacts.sealed.verdicts import (
    PROOF_SCOPE_SENTENCE as PROOF_SCOPE_SENTENCE,
)
from filiere.contacts.sealed.verdicts import (
    SAME_SEAL_SENTENCE as SAME_SEAL_SENTENCE,
)
from filiere.contacts.sealed.verdicts import (
    PackVerdict as PackVerdict,
)
from filiere.contacts.sealed.verdicts import (
    describe_unread_report as describe_unread_report,
)
from filiere.contacts.sealed.verification import (
    Verification as Verification,
)
from filiere.contacts.sealed.verification import (
    verify_pack as verify_pack,
)
from filiere.contacts.sealed.verification_report import (
    VERDICT_LABELS as VERDICT_LABELS,
)
from filiere.contacts.sealed.verification_report import (
    build_verification_report as build_verification_report,
)
from filiere.contacts.sealed.verification_report import (
    read_pack_content as read_pack_content,
)
from filiere.contacts.status_labels import (
    status_label as status_label,
)
from filiere.contacts.store import (
    KEY_FILE as KEY_FILE,
)
from filiere.contacts.store import (
    KEY_VARIABLE as KEY_VARIABLE,
)
from filiere.contacts.store import (
    RECORD_FILE as RECORD_FILE,
)
from filiere.contacts.store import (
    Delivery as Delivery,
)
from filiere.contacts.store import (
    Store as Store,
)
from filiere.contacts.store_fingerprints import (
    StoreCheck as StoreCheck,
)
from filiere.contacts.unrecorded_measures import (
    MonthRecords as MonthRecords,
)
from filiere.contacts.unrecorded_measures import (
    RecordsByMonth as RecordsByMonth,
)
