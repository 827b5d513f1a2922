"""One tool in a process of its own: {"texts": [[id, text, reference] ...]} in, {"rows", "seconds", "failures"} out.

`seconds` are of the processor, all threads counted, without the writing of the answer.
"""

import contextlib
import json
import sys
import time
from datetime import date

from benchmarks.extraction.extractors import EXTRACTORS, Extract, Row

DAY = len("YYYY-MM-DD")


def answer(texts: list[tuple[str, str, str | None]], extract: Extract) -> Row:
    """The records of each text, and what they took."""
    rows, failures = [], 0
    start = time.process_time()
    for name, text, reference in texts:
        try:
            row = extract(text, date.fromisoformat(reference[:DAY]) if reference else None)
        except Exception:  # noqa: BLE001  whatever a tool raises on a text is its answer to it: no records
            row, failures = {}, failures + 1
        rows.append({**row, "id": name})
    return {"rows": rows, "seconds": time.process_time() - start, "failures": failures}


def main() -> None:
    """Answer line after line until standard input ends."""
    answers = sys.stdout
    with contextlib.redirect_stdout(sys.stderr):  # some tools print
        extract = EXTRACTORS[sys.argv[1]]()
        answers.write("ready\n")
        answers.flush()
        for line in sys.stdin:
            answers.write(json.dumps(answer(json.loads(line)["texts"], extract)) + "\n")
            answers.flush()


if __name__ == "__main__":
    main()
