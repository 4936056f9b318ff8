"""The tables of the observatory that can be downloaded: each module registers its own (see `kit.exported_tables`)."""
