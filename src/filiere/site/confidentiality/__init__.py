"""Statistical confidentiality on the site: what was prepared, what went out, what others publish; all kept for ever."""
