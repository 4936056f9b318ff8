"""The models of every subject of the occupations, in one place for Django; the open pages keep nothing."""
