"""What is measured: the gold files, the kinds that each tool gives, and the rows of the table."""

from dataclasses import dataclass

NAMES = ("person", "organization", "place")
GIVES = {
    "zhengwen": {*NAMES, "title", "links", "date", "quantity", "money", "amount", "quote"},
    "jieba.posseg": {*NAMES},
    "jionlp": {"date", "money"},
    "ms-recognizers": {"date", "quantity", "money"},
}
"""What each tool is asked for; where it gives less, its cell is empty."""

PACKAGES = {
    "jieba.posseg": ("jieba==0.42.1",),
    "jionlp": ("jionlp==1.5.31",),
    "ms-recognizers": ("ms-recognizers-text-suite==1.0.1",),
}
"""Peer -> what has to be installed for it."""

REFERENCE = "jieba.posseg"
"""The tool that speeds are ratios to."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A row of the table: a figure that the scorer gives."""

    kind: str
    """What a tool must give for it."""
    entry: str
    """The scorer's name for what is scored."""
    figure: str = "f1"


@dataclass(frozen=True, slots=True)
class Gold:
    """A file of gold below the shared data, and what is read off its scores."""

    title: str
    file: str
    measures: tuple[Measure, ...]
    most: int | None = None
    """How many of its lines are used in the quick form."""


def _spans(*kinds: str) -> tuple[Measure, ...]:
    return tuple(Measure(kind, kind) for kind in kinds)


def _specs(kind: str, *entries: str) -> tuple[Measure, ...]:
    return tuple(Measure(kind, entry, figure) for entry in entries for figure in ("overlap", "exact span", "right value"))


GOLD = (
    Gold(
        "news annotated for this project",
        "records/records.gold.jsonl",
        (
            Measure("person", "person mentions"),
            Measure("links", "person+title"),
            Measure("links", "person+organization"),
            Measure("organization", "organization spans"),
            Measure("place", "place spans"),
            Measure("date", "date spans"),
            Measure("date", "date values"),
            Measure("quantity", "quantity spans"),
            Measure("amount", "quantity values"),
            Measure("quote", "speaker+verb"),
            Measure("quote", "quote text"),
        ),
    ),
    Gold("CLUENER, training part", "extraction/cluener_train.jsonl", _spans("person", "title", "organization", "place"), 1_000),
    Gold("Resume, dev", "extraction/resume_dev.jsonl", _spans("person", "title"), 200),
    Gold("UNER, dev", "extraction/uner_dev.jsonl", _spans(*NAMES), 200),
    Gold(
        "Recognizers' specs, dates",
        "extraction/recognizers_DateTimeModel.jsonl",
        _specs("date", "datetimeV2.date", "datetimeV2.daterange", "datetimeV2.datetime"),
    ),
    Gold("Recognizers' specs, numbers", "extraction/recognizers_NumberModel.jsonl", _specs("quantity", "number")),
    Gold("Recognizers' specs, percent", "extraction/recognizers_PercentModel.jsonl", _specs("quantity", "percentage")),
    Gold("Recognizers' specs, money", "extraction/recognizers_CurrencyModel.jsonl", _specs("money", "currency")),
    Gold("Recognizers' specs, dimensions", "extraction/recognizers_DimensionModel.jsonl", _specs("quantity", "dimension")),
)

SPEED_TEXTS = "extraction/silver_news.jsonl"
"""Paragraphs of news that speed is measured on."""
