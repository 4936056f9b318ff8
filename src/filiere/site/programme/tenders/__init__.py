"""The watch of public tenders: whether a notice has a social clause or names the label, and where it says so."""
