"""Files of dead letters that are joined."""

from pathlib import Path

from schemas.records import DeadLetter
from transforms.dead_letters import dead_letters_to_bytes, join_dead_letters


def test_joined_files_are_one_file(tmp_path: Path) -> None:
    """However letters were spread over files, joining these gives the bytes of a single file of all."""
    letters = [DeadLetter(f"{at * 7 % 5}", f"in/{at * 37 % 101:03d}", "empty", "d" * at, at, bytes(range(at % 200))) for at in range(400)]
    parts = [dead_letters_to_bytes(letters[at::7]) for at in range(7)]
    join_dead_letters(parts, tmp_path / "all")
    assert (tmp_path / "all").read_bytes() == dead_letters_to_bytes(letters)
