"""Jobs: what lasts longer than a page may, each done in a process of its own, with limits that end it.

::

    models           the job, which says how far it is; whose it is
    queue            asking for a job, cancelling it: rows of the database
    handlers         what each kind of job makes, and its words: registered by the apps that ask for them
    progress         how a handler tells how far it is, and learns that it must stop
    fair_scheduling  whose job comes next
    worker           doing the jobs that wait, in this process
    job_processes    doing each in a child with limits and a deadline, as a server does
    faults           what is said of a job that was stopped
    worker_startup   starting that process when a page asked for something
    presenters       a job as a page shows it

This app knows no other that asks it for anything: whoever asks owns the job by a kind and a key of its own.

A process that is killed leaves a job that runs without a sign of life: the next worker takes it up, and handlers go on
from what is on the disk. Nothing depends on JavaScript: a page read again tells how far a job is.
"""
