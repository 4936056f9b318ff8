"""Any table into the canonical ones, by a file that says what each of its columns is.

    records         what a mapping file may hold
    validation      what no single key can say: columns that exist, words that are known, kinds that fit
    sql_compiler    a mapping as SQL, so that twenty million rows cost no loop in Python
    tabular_files   CSV, Excel and Parquet, as tables of texts
    mapped_source   a mapping as a source of rows

The file is data: it is read strictly, its seal is kept with every delivery, and nothing of it is ever run.
"""

from filiere.contacts.importing.mapping.mapped_source import MappedSource, load_mapping
from filiere.contacts.importing.mapping.records import Mapping

__all__ = ["MappedSource", "Mapping", "load_mapping"]
