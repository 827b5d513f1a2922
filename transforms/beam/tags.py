"""The outputs that stages have besides their main one."""

from typing import Literal

DEAD: Literal["dead"] = "dead"
"""The tag of the output that dead letters go to."""

READS: Literal["reads"] = "reads"
"""The tag of the output that counts what each source gave."""
