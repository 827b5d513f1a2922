"""Blocks of naive text."""

from hypothesis import given
from hypothesis import strategies as st

from transforms.text.blocks import MAX_BLOCKS, PLAIN, Block, text_blocks


def test_each_line_is_a_block() -> None:
    """A line is a block without hints; white space at its ends and lines of white space alone are dropped."""
    assert text_blocks("　甲。\n\n 　\n乙。 ") == (Block("甲。", PLAIN), Block("乙。", PLAIN))


def test_lines_past_the_cap_become_one() -> None:
    """What comes after the cap is one last block, so that a page costs a bounded number of blocks."""
    blocks = text_blocks("\n".join(["行"] * (MAX_BLOCKS + 5)))

    assert len(blocks) == MAX_BLOCKS + 1
    assert blocks[-1].text == "行 行 行 行 行"


@given(st.text(alphabet="甲乙。 　\n\t", max_size=60))
def test_no_character_is_lost_or_invented(text: str) -> None:
    """The blocks hold the text's characters, white space apart, in order."""
    assert "".join(text.split()) == "".join("".join(block.text for block in text_blocks(text)).split())
