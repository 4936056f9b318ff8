"""An address that Spark cannot take is a fault in words, and not Java's report."""

import pytest

from filiere.contacts.engines import EngineSettings, open_engine
from filiere.core import Faults

pytest.importorskip("pyspark", reason="pyspark is not installed: ./dev test engines installs it")
pytestmark = pytest.mark.spark


def test_an_address_of_nothing_is_told() -> None:
    with pytest.raises(Faults) as found, open_engine(EngineSettings(name="spark", master="nowhere://at-all")):
        pass
    (fault,) = found.value.faults
    assert fault.code == "spark-not-started"
    assert "nowhere://at-all" in fault.message.fr
    assert "\n" not in fault.message.en
