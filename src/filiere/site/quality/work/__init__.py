"""Jobs: what lasts longer than a page may, each done in a process of its own, with limits that end it.

::

    queueing    asking for a job, cancelling it: rows of the database
    progress    what a maker tells of how far it is, and how it learns that it must stop
    makers      what each kind of job makes
    turns       whose job comes next
    worker      doing the jobs that wait, in this process
    lanes       doing each in a child with limits and a deadline, as a server does
    faults      what is said of a job that was stopped
    waking      starting that process when a page asked for something

A process that is killed leaves a job that runs without a sign of life: the next worker takes it up, and makers go on
from what is on the disk. Nothing depends on JavaScript: a page read again tells how far a job is.
"""
