"""The label and the norms beside it: releases, their comparison, mappings and simulations, as pages and files."""
