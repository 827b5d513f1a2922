"""The kinds that a line of a page can be recognised as, with what each weighs for the story and the evidence in words."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, eq=False)
class Kind:
    """What a line was recognised as; a kind equals only itself."""

    name: str
    role: str
    """The line's role where the page's other lines don't say otherwise; one of schemas.stages.ROLES."""
    weight: float
    """What the line adds to a run of story lines; running text adds its length to it (see `evidence`)."""
    reason: str
    stays: bool = False
    """Whether the line belongs to the story when story lines enclose it."""
    share: float = 0.0
    """How much of a line's letters, 0 to 1, standing words must fill to make it this kind."""


SENTENCE = Kind("sentence", "story", 1.0, "ends as a sentence does", stays=True)
PROSE = Kind("prose", "story", 0.0, "long, with commas or full stops inside", stays=True)
CRY = Kind("cry", "story", 0.2, "ends on a mark of exclamation or question, as titles and speech do", stays=True)
TRUNCATED = Kind("cut short", "teaser", -2.0, "ends on the dots of a shortened text", stays=True)
KEY_VALUE = Kind("key and value", "story", 0.2, "a short name, a colon, a value", stays=True)
ITEM_LINE = Kind("item", "story", 1.2, "numbered or marked as an item, a question or an answer", stays=True)
LEAD_IN = Kind("lead-in", "story", 0.2, "ends on a colon", stays=True)
HEADLINE = Kind("headline", "nav", -0.5, "as long as a title, without a full stop", stays=True)
RUN_ON = Kind("run-on", "other", -2.0, "long, without a comma or a full stop", stays=True)
SHORT = Kind("short", "nav", -1.2, "a few characters", stays=True)
MENU = Kind("menu", "nav", -5.0, "row of short words")
BYLINE = Kind("byline", "meta", -14.0, "names who wrote, edited or supplied the story")
AUTHOR = Kind("author", "meta", -5.0, "names who wrote or took what stands here")
SUMMARY = Kind("summary", "teaser", -2.0, "tells what the row above it is about, as others on the page do")
META = Kind("meta", "meta", -6.0, "date, source or counters of a story")
DATE = Kind("date", "meta", -3.0, "nothing but a date")
COUNT = Kind("count", "meta", -2.5, "nothing but numbers and signs")
CAPTION = Kind("caption", "caption", -2.0, "says what a picture shows")
DATED_ROW = Kind("dated row", "teaser", -7.0, "a title with a date at its end or its head")
LABEL_ROW = Kind("labelled row", "teaser", -5.0, "starts with a label that stands before other rows too")
DAY_ROW = Kind("day row", "story", 0.3, "starts with a day, as timetables do", stays=True)
VERSE = Kind("verse", "story", 0.3, "a line of verse", stays=True)
MARK = Kind("mark", "other", -6.0, "a name and how long ago: marks a comment, or tells of the row above")
CONTACT = Kind("contact", "footer", -1.5, "a telephone number or an address of mail", stays=True)
REPEATED = Kind("repeated", "nav", -2.0, "stands on the page three times or more")
SIBLING = Kind("sibling", "story", 0.0, "marked up as the paragraphs before and after it", stays=True)
LINKED = Kind("links", "nav", -5.0, "made of links")

BUTTON = Kind("button", "nav", -3.0, "wording of a button, a form or a share bar", share=0.4)
PAGER = Kind("pager", "nav", -6.0, "leads to the page before or after this one")
MENU_WORD = Kind("menu word", "nav", -3.0, "a word of menus and buttons, and little else", share=0.7)
LIST_HEAD = Kind("list head", "nav", -16.0, "heads a list of other stories", share=0.5)
LINKS_HEAD = Kind("links head", "nav", -12.0, "heads a list of keywords or links", share=0.5)
COMMENT_HEAD = Kind("comment head", "nav", -16.0, "heads the readers' comments", share=0.4)
COMMENT_MARK = Kind("comment mark", "other", -8.0, "mark beside a reader's comment", share=0.4)
FOOTER = Kind("footer", "footer", -30.0, "wording of a page's foot")
WEAK_FOOTER = Kind("footer word", "footer", -8.0, "word of a page's foot", share=0.3)
PROMO = Kind("promo", "other", -9.0, "disclaimer or promotion of the medium")
APP_PROMO = Kind("app promo", "nav", -2.5, "asks to scan, to follow or to download", stays=True, share=0.1)
WEAK_PROMO = Kind("promo word", "other", -4.0, "word of a disclaimer or a promotion", share=0.25)
END_MARK = Kind("end mark", "nav", -25.0, "says that the story has ended", share=0.6)
TRAIL = Kind("trail", "nav", -16.5, "the way from the front page to this one")
KEYWORDS = Kind("keywords", "meta", -10.0, "keywords of the story")
ORIGINAL = Kind("original title", "meta", -5.0, "repeats the original title")
