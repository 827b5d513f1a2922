"""The story's run among weighed lines."""

from transforms.text.boundary import story_run
from transforms.text.kinds import BUTTON, COMMENT_HEAD, HEADLINE, LIST_HEAD, SENTENCE, SHORT, Kind


def run_of(*lines: tuple[Kind, float]) -> tuple[list[int], float]:
    """The lines that the run holds, and its weight."""
    run = story_run([kind for kind, _ in lines], [weight for _, weight in lines])
    return [i for i in range(len(lines)) if run.holds(i)], run.weight


def test_no_line_no_run() -> None:
    """A page without lines has no story."""
    assert run_of() == ([], 0.0)


def test_a_short_subhead_between_paragraphs_stays() -> None:
    """What costs less than the text after it is worth is bridged."""
    assert run_of((SHORT, -1.2), (SENTENCE, 8.0), (HEADLINE, -1.0), (SENTENCE, 8.0), (SHORT, -1.2))[0] == [1, 2, 3]


def test_sentences_under_a_heading_of_comments_are_not_the_story() -> None:
    """The heading costs more than a short comment is worth."""
    assert run_of((SENTENCE, 8.0), (SENTENCE, 9.0), (COMMENT_HEAD, -16.0), (SENTENCE, 3.0), (SENTENCE, 3.0))[0] == [0, 1]


def test_a_box_set_into_the_story_is_left_out() -> None:
    """Long sentences right before and after a short list of other stories are one story."""
    box = [(LIST_HEAD, -16.0), (HEADLINE, -1.0), (HEADLINE, -1.0)]

    assert run_of((SENTENCE, 9.0), *box, (SENTENCE, 9.0), (SENTENCE, 9.0))[0] == [0, 4, 5]


def test_many_short_lines_cost_more_the_more_they_are() -> None:
    """A long list of words between two paragraphs parts them; a few words don't."""
    few = [(SHORT, -1.2)] * 2
    many = [(SHORT, -1.2)] * 20

    assert run_of((SENTENCE, 9.0), *few, (SENTENCE, 9.0))[0] == list(range(4))
    assert run_of((SENTENCE, 9.0), *many, (SENTENCE, 9.5))[0] == [21]


def test_a_line_of_no_weight_is_no_story() -> None:
    """Less than a short sentence's weight isn't taken for a story."""
    assert run_of((BUTTON, -3.0), (SENTENCE, 1.5))[0] == []
