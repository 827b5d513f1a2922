"""What has been found and is not in the lake yet: a file is let through once, however many looks find it meanwhile."""

from collections.abc import Iterator
from typing import Any

import apache_beam as beam
from apache_beam.coders import StrUtf8Coder
from apache_beam.transforms.timeutil import TimeDomain
from apache_beam.transforms.userstate import ReadModifyWriteRuntimeState, ReadModifyWriteStateSpec, RuntimeTimer, TimerSpec, on_timer
from apache_beam.utils.timestamp import Timestamp

from pipeline.streaming.look_in import Seen

AGAIN_SECONDS = 300
"""After this a file that the lake still doesn't hold is let through again: what was dropped on the way, for whatever reason, is made good.
It also bounds the state: what the ledger knows needs none."""

STAMP = ReadModifyWriteStateSpec("stamp", StrUtf8Coder())
FORGET = TimerSpec("forget", TimeDomain.WATERMARK)


THE_STAMP: Any = beam.DoFn.StateParam(STAMP)
TO_FORGET: Any = beam.DoFn.TimerParam(FORGET)
THE_TIME: Any = beam.DoFn.TimestampParam
"""What has Beam give a DoFn its state: it reads them from the defaults."""


class LeaveOutUnderWay(beam.DoFn):
    """Seen by their URIs in; out, each version of a file once within AGAIN_SECONDS."""

    def process(
        self,
        element: tuple[str, Seen],
        timestamp: Timestamp = THE_TIME,
        stamp: ReadModifyWriteRuntimeState = THE_STAMP,
        forget: RuntimeTimer = TO_FORGET,
    ) -> Iterator[Seen]:
        """Give the file unless this version of it is under way."""
        _, seen = element
        if stamp.read() == seen.stamp:
            return
        stamp.write(seen.stamp)
        forget.set(timestamp + AGAIN_SECONDS)
        yield seen

    @on_timer(FORGET)
    def forget_stamp(self, stamp: ReadModifyWriteRuntimeState = THE_STAMP) -> None:
        """Forget the file."""
        stamp.clear()
