"""A data folder of the run's own, named before anything of the site is read: that of the checkout is somebody's.

The settings read their folder as they are imported, and draw a key in it; whoever has built the demonstration there
would else find it read by the tests. Processes of one run share the folder, which goes with the first of them.
"""

import atexit
import os
import shutil
import tempfile

if "PYTEST_XDIST_WORKER" not in os.environ:
    os.environ["FILIERE_HOME"] = tempfile.mkdtemp(prefix="filiere-tests-")
    atexit.register(shutil.rmtree, os.environ["FILIERE_HOME"], ignore_errors=True)
