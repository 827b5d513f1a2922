"""One extractor in a process of its own: a page in, as a JSON line on standard input; its text and the seconds it took out, as a JSON line.

Run by `benchmarks.separation`, under the interpreter that has the extractor.
"""

# ruff: noqa: PLC0415  each extractor is imported only in the process that runs it

import contextlib
import json
import sys
import time
from collections.abc import Callable

Extract = Callable[[str, str], str]
"""From HTML and a language code to the story's text."""


def zhengwen(*, markup: bool = True) -> Extract:
    """This project, from HTML or naive text to paragraphs."""
    from schemas.reasons import Rejected
    from schemas.stages import DecodedPage
    from transforms.text.separate import separate_story

    def extract(html: str, _: str) -> str:
        try:
            return "\n".join(separate_story(DecodedPage("0" * 64, "page", html, markup=markup, charset="utf-8")).paragraphs)
        except Rejected:
            return ""

    return extract


def trafilatura(**options: bool) -> Extract:
    """Trafilatura, as it is or with `favor_precision`."""
    from trafilatura import extract

    return lambda html, _: extract(html, **options) or ""


def readability() -> Extract:
    """readability-lxml's summary, its text."""
    from lxml.html import fromstring
    from readability import Document

    return lambda html, _: "\n".join(fromstring(Document(html).summary()).itertext())


def newspaper() -> Extract:
    """newspaper4k's article text."""
    from newspaper import Article

    def extract(html: str, language: str) -> str:
        article = Article("http://localhost/", language=language, fetch_images=False)
        article.download(input_html=html)
        article.parse()
        return str(article.text)

    return extract


def justext() -> Extract:
    """The paragraphs that jusText keeps, with its own stop list for English, and with lengths alone for languages without blanks."""
    from justext import get_stoplist
    from justext import justext as paragraphs

    def extract(html: str, language: str) -> str:
        if language == "en":
            found = paragraphs(html.encode(), get_stoplist("English"), encoding="utf-8")
        else:  # no blanks between words: stop words can't be counted, and a sentence has fewer characters
            found = paragraphs(html.encode(), frozenset(), 20, 60, 0, 0, encoding="utf-8")
        return "\n".join(paragraph.text for paragraph in found if not paragraph.is_boilerplate)

    return extract


def resiliparse() -> Extract:
    """Resiliparse's main content."""
    from resiliparse.extract.html2text import extract_plain_text

    return lambda html, _: extract_plain_text(html, main_content=True)


def gne() -> Extract:
    """GeneralNewsExtractor."""
    from gne import GeneralNewsExtractor

    extractor = GeneralNewsExtractor()
    return lambda html, _: extractor.extract(html)["content"]


def magic_html() -> Extract:
    """magic-html's general extractor, its text."""
    from lxml.html import fromstring
    from magic_html import GeneralExtractor

    extractor = GeneralExtractor()
    return lambda html, _: "\n".join(fromstring(extractor.extract(html, base_url="http://localhost/")["html"]).itertext())


EXTRACTORS: dict[str, Callable[[], Extract]] = {
    "zhengwen": zhengwen,
    "zhengwen-text": lambda: zhengwen(markup=False),
    "trafilatura": trafilatura,
    "trafilatura-precision": lambda: trafilatura(favor_precision=True),
    "readability-lxml": readability,
    "newspaper4k": newspaper,
    "jusText": justext,
    "resiliparse": resiliparse,
    "gne": gne,
    "magic-html": magic_html,
}


def main() -> None:
    """Answer page after page until standard input ends."""
    answers = sys.stdout
    with contextlib.redirect_stdout(sys.stderr):  # some extractors print
        extract = EXTRACTORS[sys.argv[1]]()
        answers.write("ready\n")
        answers.flush()
        for line in sys.stdin:
            page = json.loads(line)
            start = time.perf_counter()
            try:
                text = extract(page["html"], page["language"])
            except Exception as error:  # noqa: BLE001  whatever another tool raises on a page is its answer to it: no text
                text = ""
                sys.stderr.write(f"{sys.argv[1]}: {error!r}\n")
            answers.write(json.dumps({"text": text, "seconds": time.perf_counter() - start}) + "\n")
            answers.flush()


if __name__ == "__main__":
    main()
