"""The table of near-duplicates through whole runs: the same bytes however the pages come, whatever goes, wherever a run is killed."""

import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.cli import main
from pipeline.discover import find_sources
from pipeline.engine import Engine
from pipeline.files import Files
from pipeline.ingest import IngestOptions, run_on
from pipeline.lake.commit_record import SIMILAR_FILE
from pipeline.lake.folders import Lake, open_lake
from pipeline.lake.ledger import open_ledger
from pipeline.lake.near_duplicates import rebuild
from pipeline.lake.similar import SimilarIndex
from pipeline.lake.verify import verify
from pipeline.progress import Progress
from schemas.tables import TABLES
from tests.helpers import ingest, rows, table_bytes, write_pages
from tests.pipeline.faults import CountingFiles, DyingFiles, Killed

FERRY = (
    "沙溪镇的老渡口上个月修好了，摆渡人梁望舒把木船重新刷了一遍桐油，又换了两根竹篙。",
    "他说，冬天水浅，船走得慢，可是对岸的孩子上学还得靠它，一天要来回18趟，一趟也不能少。",
    "镇里出了12万元，乡亲们凑了8000元，工钱没有人肯要，木料是后山的老杉树。",
    "元宵节那天，两岸的人都到河边来看新船下水，鞭炮响了半个钟头，茶水摆了36桌。",
)
BEES = (
    "养蜂人程远山今年转了5个场，从油菜花追到荆条花，走了2600公里，蜂箱换了三回车。",
    "荆条花开得晚，蜜却收得好，头一茬就摇了900斤，比去年多出两成，价钱也没有跌。",
    "入冬以后他要把蜂箱运回老家的向阳坡，给每一箱都裹上稻草，等着开春的第一场暖雨。",
)


def page(paragraphs: tuple[str, ...], day: str | None = "2025-03-02", title: str = "旧渡口又见新船") -> str:
    """A page with a story."""
    return "\n".join([title, *([f"{day} 09:30 来源：沙溪融媒"] if day else []), *paragraphs, "责任编辑：何松"])


PAGES = {
    "ferry": page(FERRY),
    "ferry_again": page(FERRY, "2025-03-04", "渡口修好了"),
    "ferry_byline": page((f"本报讯（记者 周晚晴）{FERRY[0]}", *FERRY[1:]), "2025-03-03"),
    "ferry_cut": page((FERRY[0], FERRY[1], FERRY[3]), None),
    "bees": page(BEES, "2025-03-03", "追花的人"),
    "bees_more": page((*BEES, "他打算明年把女儿也带上，让她看看高原上的油菜花。"), "2025-03-09", "追花的人"),
    "alone": page(("水文站的职工昨夜测得水位回落，两岸的巡堤人终于睡了一个整觉，食堂多煮了一锅热粥。",) * 2, "2025-03-03", "水退了"),
}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A lake of all pages, read at once."""
    lake = tmp_path_factory.mktemp("near") / "lake"
    assert ingest(lake, write_pages(lake.parent / "in", **PAGES)) == 0
    return lake


def take_in(lake: Path, inputs: list[str], files: Files) -> None:
    """Read files in this process, without a graph, with a file layer of the test's."""

    def chosen(opened: Lake, spool: Path) -> tuple[object, set[str]]:
        return find_sources(inputs, spool, None, opened.root), set()

    options = IngestOptions(Engine(small_bytes=1 << 30))
    run_on(lake, "ingest", chosen, options, Progress(None), files)  # type: ignore[arg-type]


def test_groups_and_similarities(whole: Path) -> None:
    """Reposts are in one group, whatever their dates; a page of the very same story is no row; a story alone has none."""
    articles = {row["source_uri"].rpartition("/")[2].removesuffix(".txt"): row for row in rows(whole, "articles")}
    found = {row["article_id"]: row for row in rows(whole, "near_duplicates")}
    ferry, bees = (
        {articles[name]["article_id"] for name in names if name in articles}
        for names in (("ferry", "ferry_again", "ferry_byline", "ferry_cut"), ("bees", "bees_more"))
    )

    assert (len(ferry), len(bees)) == (3, 2)
    assert set(found) == ferry | bees
    for group in (ferry, bees):
        assert {found[article_id]["group_id"] for article_id in group} == {min(group)}
        assert all(found[article_id]["nearest_id"] in group - {article_id} for article_id in group)
    assert all(0.5 <= row["similarity"] <= 1 for row in found.values())
    assert all(
        row["published_date"] == articles[name]["published_date"]
        for name, row in ((n, found.get(a["article_id"])) for n, a in articles.items())
        if row
    )
    assert verify(open_lake(whole)).findings == ()


@pytest.mark.parametrize("seed", range(4))
def test_the_order_of_arrival_does_not_show(seed: int, whole: Path, tmp_path: Path) -> None:
    """Pages in any order, over any number of runs, give the same bytes."""
    chance, lake = random.Random(seed), tmp_path / "lake"
    names = chance.sample(sorted(PAGES), len(PAGES))
    while names:
        part, names = names[: chance.randint(1, 3)], names[3:] if seed == 3 else names[len(names[: chance.randint(1, 3)]) :]
        take_in(lake, [str(whole.parent / "in" / f"{name}.txt") for name in part], CountingFiles())
    take_in(lake, [str(whole.parent / "in")], CountingFiles())

    assert table_bytes(lake) == table_bytes(whole)
    assert verify(open_lake(lake)).findings == ()


@pytest.mark.parametrize("name", sorted(PAGES))
def test_what_is_forgotten_was_never_there(name: str, whole: Path, tmp_path: Path) -> None:
    """Without a page the groups are those of a lake that never read it."""
    lake, other = tmp_path / "lake", tmp_path / "other"
    shutil.copytree(whole, lake)
    uri = next(row.uri for row in open_ledger(open_lake(lake)).all_pages() if row.uri.endswith(f"/{name}.txt"))
    assert main(["forget", "--lake", str(lake), "--source", uri, "--quiet"]) == 0
    take_in(other, [str(whole.parent / "in" / f"{rest}.txt") for rest in PAGES if rest != name], CountingFiles())

    assert table_bytes(lake) == table_bytes(other)
    assert verify(open_lake(lake)).findings == ()


def test_the_table_is_made_anew_from_the_articles(whole: Path, tmp_path: Path) -> None:
    """Without index and table a lake gets the same again, by a rebuild as by the next slice."""
    for number, mend in enumerate(
        (lambda lake: rebuild(lake, Files()), lambda lake: take_in(lake.root, [str(whole.parent / "in" / "alone.txt")], Files()))
    ):
        root = tmp_path / str(number)
        shutil.copytree(whole, root)
        (root / "_state" / "similar.sqlite").unlink()
        mend(open_lake(root))

        assert table_bytes(root) == table_bytes(whole)
        assert verify(open_lake(root)).findings == ()


def begun(whole: Path, root: Path) -> list[str]:
    """A lake with some of the pages, and the files of the others."""
    files = [str(whole.parent / "in" / f"{name}.txt") for name in PAGES]
    take_in(root, files[1::2], CountingFiles())
    return files[0::2]


def check_killed(whole: Path, lake: Path, kill: Callable[[], None]) -> None:
    """After a kill the next run leads to the bytes of an undisturbed one."""
    with pytest.raises(Killed):
        kill()
    take_in(lake, [str(whole.parent / "in")], CountingFiles())
    assert table_bytes(lake) == table_bytes(whole)
    assert verify(open_lake(lake)).findings == ()


def matrix(whole: Path, tmp_path: Path, step: int) -> int:
    """Kill a slice ahead of every `step`-th of its operations on files; how many kills."""
    rest = begun(whole, tmp_path / "base")
    shutil.copytree(tmp_path / "base", tmp_path / "counted")
    counting = CountingFiles()
    take_in(tmp_path / "counted", rest, counting)
    points = range(1, counting.done + 1, step)
    for at in points:
        lake = tmp_path / "lake"
        shutil.rmtree(lake, ignore_errors=True)
        shutil.copytree(tmp_path / "base", lake)
        check_killed(whole, lake, lambda lake=lake, at=at: take_in(lake, rest, DyingFiles(at)))  # type: ignore[misc]
    return len(points)


def test_killed_at_operations_on_files(whole: Path, tmp_path: Path) -> None:
    """Death ahead of every ninth operation of a slice that joins and founds groups."""
    assert matrix(whole, tmp_path, 9) > 5


@pytest.mark.slow
def test_killed_at_every_operation_on_files(whole: Path, tmp_path: Path) -> None:
    """Death ahead of any operation of that slice."""
    assert matrix(whole, tmp_path, 1) > 50


@pytest.mark.parametrize("method", ["begin", "commit", "changes", "put_all", "_put_together"])
def test_killed_around_the_index(method: str, whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Death where the index's transaction begins, works or ends, the ledger's having ended before."""
    lake = tmp_path / "lake"
    rest = begun(whole, lake)

    def die(*_: object) -> None:
        raise Killed

    def kill() -> None:
        with monkeypatch.context() as patch:
            patch.setattr(SimilarIndex, method, die)
            take_in(lake, rest, CountingFiles())

    check_killed(whole, lake, kill)


def test_killed_while_the_index_is_made_anew(whole: Path, tmp_path: Path) -> None:
    """A rebuild that dies anywhere is completed, or begun again, by the next run."""
    for at in range(1, 40, 4):
        lake = tmp_path / str(at)
        shutil.copytree(whole, lake)
        (lake / "_state" / "similar.sqlite").unlink()
        files = DyingFiles(at)
        try:
            rebuild(open_lake(lake), files)
        except Killed:
            check_killed(whole, lake, lambda: (_ for _ in ()).throw(Killed))
        assert table_bytes(lake) == table_bytes(whole)


def test_commits_know_the_table() -> None:
    """The table is one of the lake's, and its changes travel in a commit's own file."""
    assert "near_duplicates" in TABLES
    assert SIMILAR_FILE.endswith(".jsonl")
