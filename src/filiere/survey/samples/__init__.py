"""Who is asked: frames, designs, draws, response rates, and who is to be reminded first.

::

    frame = read_frame(rows, id_column="id", name_column="name", size_column="staff", variables=("region", "segment"))
    design = Design(sample_size=400, strata=("segment",), size_bounds=(50, 500), allocation="neyman", take_all_from=500)
    sample = draw_sample(frame, design, seed="barometer", wave=2, rotation=0.25)       # the same for whoever replays it
    compute_response_rates(sample, {"0417": "answered"}).total.rate
    reminders = order_follow_ups(sample, [FollowedTotal(name="staff", answered=…, prior=…, total=…)])
    count_sufficient(reminders, 0.9)                                                   # the first 20 settle 90 %
"""

from filiere.survey.samples.designs import (
    CUT_OFF,
    TAKE_ALL,
    Design,
    Stratum,
    allocate_sample,
    measure_deviation,
    share_out,
)
from filiere.survey.samples.draws import (
    DrawnSample,
    DrawnUnit,
    Overlap,
    compute_permanent_number,
    draw_sample,
    measure_overlap,
)
from filiere.survey.samples.follow_up import FollowedTotal, FollowUp, count_sufficient, order_follow_ups
from filiere.survey.samples.frames import Frame, FrameUnit, read_frame
from filiere.survey.samples.response_rates import (
    ResponseRate,
    ResponseRates,
    ResponseStatus,
    compute_response_rates,
)

__all__ = [
    "CUT_OFF",
    "TAKE_ALL",
    "Design",
    "DrawnSample",
    "DrawnUnit",
    "FollowUp",
    "FollowedTotal",
    "Frame",
    "FrameUnit",
    "Overlap",
    "ResponseRate",
    "ResponseRates",
    "ResponseStatus",
    "Stratum",
    "allocate_sample",
    "compute_permanent_number",
    "compute_response_rates",
    "count_sufficient",
    "draw_sample",
    "measure_deviation",
    "measure_overlap",
    "order_follow_ups",
    "read_frame",
    "share_out",
]
