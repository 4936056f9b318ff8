"""Referentials as sealed data: the label, the norms, their mappings and their evolution.

A release is a folder of YAML that nothing changes once it is sealed; a dossier pins the one it was judged under. ::

    release = load_release(content_path("referentials", "lrs", "releases", "2027.1"))     # or
    release = Library().release("lrs@2027.1")
    release.sha256                          # what a dossier pins
    release.questionnaire("outsourcer")     # its criteria, in the order of the tree
    release.scales["electricity_metered"]   # the levels by which a criterion is answered

What is done with releases is in packages of its own: :mod:`~filiere.referentials.scoring` judges a dossier,
:mod:`~filiere.referentials.mapping` says what one release covers of another and what may be carried over,
:mod:`~filiere.referentials.comparison` tells two releases apart, :mod:`~filiere.referentials.migration` carries a
dossier from one to the next, :mod:`~filiere.referentials.simulation` tries other rules on many dossiers.
"""

from filiere.core.lazy_exports import attach_face

__getattr__, __dir__, __all__ = attach_face(__name__, __file__)
