"""Backups: all that a site cannot make again, as one archive that is checked before anything is put back.

::

    tar_stream     the archive: plain files in a row, written and read in constant memory
    contents       what of the data folder goes in, what stays out, where secrets lie
    databases      the database as it is at one moment, what each table holds, and putting it back
    encryption     an archive for one reader alone (age)
    creation       writing a backup, to a folder or to a pipe
    restoration    checking one, and putting it back in an empty data folder
    faults         what may go wrong, in sentences

An archive begins with `filiere-backup.json` (version, migrations, head of the journal, rows and fingerprint of each
table) and ends with `manifest.jsonl` (size and SHA-256 of every file before it): one that was cut has no end.
"""
