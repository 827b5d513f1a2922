"""People with their offices, organisations and places, on sentences written for this test."""

import itertools
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.records import Person
from schemas.stages import StoryContext
from transforms.text.names import NameFinder, Names


@pytest.fixture(scope="module")
def finder() -> NameFinder:
    """The finder, loaded once."""
    return NameFinder.load()


def people(finder: NameFinder, text: str) -> dict[str, Person]:
    """The people of a text by their names."""
    return {person.name: person for person in finder.find(text).people}


LIST = (
    "邵阳市人大常委会主任龙小满,市政协主席覃一鸣,市委常委向思远、滕文彬,副市长罗卫东;永州市人大常委会主任莫建军,市政协主席唐海燕,副市长蒋立新;"
    "零陵区委书记邓志刚,区委常委、宣传部部长彭晓红等参加。"
)


@pytest.mark.parametrize(
    ("name", "titles", "place"),
    [
        ("龙小满", ["市人大常委会主任"], "邵阳市"),
        ("覃一鸣", ["市政协主席"], "邵阳市"),
        ("向思远", ["市委常委"], "邵阳市"),
        ("滕文彬", ["市委常委"], "邵阳市"),
        ("罗卫东", ["副市长"], "邵阳市"),
        ("莫建军", ["市人大常委会主任"], "永州市"),
        ("唐海燕", ["市政协主席"], "永州市"),
        ("蒋立新", ["副市长"], "永州市"),
        ("邓志刚", ["区委书记"], "零陵区"),
        ("彭晓红", ["区委常委", "宣传部部长"], "零陵区"),
    ],
)
def test_lists_inherit_their_jurisdiction(finder: NameFinder, name: str, titles: list[str], place: str) -> None:
    """Each name of a list has its own titles, and the place that its group was opened with."""
    person = people(finder, LIST)[name]

    assert (titles, place) == (person.titles, person.place)


OFFICES = [
    ("怀化市委书记石远航主持会议。", "石远航", ["市委书记"], "怀化市"),
    ("怀化市委副书记、代市长石远航出席。", "石远航", ["市委副书记", "代市长"], "怀化市"),
    ("湘西州州长田锦绣到场。", "田锦绣", ["州长"], "湘西州"),
    ("国务院副总理何守仁作出批示。", "何守仁", ["副总理"], "国务院"),
    ("国家统计局局长罗永康介绍了情况。", "罗永康", ["局长"], "国家统计局"),
    ("老挝外交部长本纳冯5日抵达。", "本纳冯", ["外交部长"], "老挝"),
    ("波兰总统卡齐米日·沃伊奇克发表讲话。", "卡齐米日·沃伊奇克", ["总统"], "波兰"),
    ("时任衡阳县县长谭志明说，当年条件很差。", "谭志明", ["县长"], "衡阳县"),
    ("原常德市副市长曾国祥被查。", "曾国祥", ["副市长"], "常德市"),
    ("全国政协副主席、民盟中央常务副主席陆明哲参加调研。", "陆明哲", ["副主席", "常务副主席"], "全国政协"),
]


@pytest.mark.parametrize(("text", "name", "titles", "where"), OFFICES)
def test_offices_are_split_from_where_they_are_held(finder: NameFinder, text: str, name: str, titles: list[str], where: str) -> None:
    """A title stands without its place or body, which have columns of their own."""
    person = people(finder, text)[name]

    assert titles == person.titles
    assert where in {person.organization, person.place}


def test_a_title_behind_the_name(finder: NameFinder) -> None:
    """A title may follow the name."""
    assert ["委员长"] == people(finder, "鲁承志委员长主持会议。会后，鲁承志离开。")["鲁承志"].titles


def test_a_title_in_brackets_behind_the_name(finder: NameFinder) -> None:
    """A bracket behind a name may hold the office."""
    assert ["局长"] == people(finder, "参加会议的有田茂盛（永顺县水利局局长）。")["田茂盛"].titles


def test_a_surname_alone_before_a_title(finder: NameFinder) -> None:
    """A surname before a title is the name."""
    person = people(finder, "接到电话后，彭警官很快赶到现场。")["彭"]

    assert ["警官"] == person.titles


@pytest.mark.parametrize("text", ["本公司总经理办公会召开。", "会计系副教授到会。", "他任公司董事。", "记者会在北京举行。"])
def test_the_end_of_a_word_is_no_surname(finder: NameFinder, text: str) -> None:
    """司 of 公司 and 计 of 会计 are no people, though they are surnames too."""
    assert {} == people(finder, text)


def test_two_share_one_title(finder: NameFinder) -> None:
    """Names joined by 、 share the title before the first."""
    found = people(finder, "副院长秦岭梅、祝少卿分别发言。")

    assert [["副院长"], ["副院长"]] == [found[name].titles for name in ("秦岭梅", "祝少卿")]


def test_every_mention_is_found(finder: NameFinder) -> None:
    """A name found beside its title is found again where it stands alone, and not inside a longer word."""
    text = "泸溪县委书记向平指出，要抓好落实。向平强调，要压实责任。他说，方向平稳。"
    person = people(finder, text)["向平"]

    assert ["向平", "向平"] == [text[span.start : span.end] for span in person.spans]


def test_same_named_districts_are_told_apart(finder: NameFinder) -> None:
    """A district's code follows from the city named before it, and stays open where nothing decides."""
    near = {place.name: place.code for place in finder.find("会议在江苏省南京市召开。鼓楼区负责人参加。").places}
    far = {place.name: place.code for place in finder.find("鼓楼区负责人参加。").places}

    assert ("320106", None) == (near["鼓楼区"], far["鼓楼区"])


def test_an_address_is_one_place_with_its_parents(finder: NameFinder) -> None:
    """A division right behind the larger one that holds it makes one place, with the smaller one's code."""
    (place,) = finder.find("活动在湖南省怀化市举行。").places

    assert ("湖南省怀化市", "431200", "湖南省", "怀化市", None) == (place.name, place.code, place.province, place.city, place.county)


def test_the_source_decides_an_open_district(finder: NameFinder) -> None:
    """What the page speaks for helps to tell same-named districts apart."""
    (place,) = finder.find("鼓楼区负责人参加。", StoryContext(home="福州市")).places

    assert "350102" == place.code


def test_our_county_is_the_page_s_own(finder: NameFinder) -> None:
    """An office of 我县 is held over the county that the user, or the source's name, says the page speaks for."""
    text = "我县副县长田茂盛、副县长向平参加。"
    by_home = finder.find(text, StoryContext(home="永顺县")).people[0]
    by_source = finder.find(text, StoryContext(source_name="永顺县融媒体中心")).people[0]

    assert ("永顺县", "433127") == (by_home.place, by_home.place_code)
    assert ("永顺县", "433127") == (by_source.place, by_source.place_code)


def test_our_county_stays_open_without_evidence(finder: NameFinder) -> None:
    """Without evidence 我县 is nobody's county."""
    person = finder.find("我县副县长田茂盛参加。").people[0]

    assert (None, None) == (person.place, person.place_code)


def names_of(finder: NameFinder, text: str) -> list[str]:
    """The people's names in a text."""
    return [person.name for person in finder.find(text).people]


@pytest.mark.parametrize("text", ["但专家普遍认为可行。", "影片由演员和编剧商定。", "山路被封记者只能步行。", "县公路管理段负责人到场。"])
def test_words_before_titles_are_no_surnames(finder: NameFinder, text: str) -> None:
    """Characters that are surnames too stay words where grammar needs them."""
    assert not names_of(finder, text)


@pytest.mark.parametrize(("text", "name"), [("会上，高局长说要抓紧。", "高"), ("昨天，于女士到场。", "于"), ("常主任：大家好。", "常")])
def test_surnames_that_are_words_begin_clauses(finder: NameFinder, text: str, name: str) -> None:
    """The same characters are surnames where a clause begins with them, before a title."""
    assert [name] == names_of(finder, text)


def test_a_name_may_begin_with_a_river(finder: NameFinder) -> None:
    """A county's head whose surname makes 长江 with the head's last letter; a bridge over the river is none."""
    assert ["江有恒", "田茂盛"] == names_of(finder, "永顺县县长江有恒、永顺县副县长田茂盛出席。")
    assert not names_of(finder, "记者在南京市长江大桥看到，车流正常。")


@pytest.mark.parametrize(("text", "place"), [("云岭县召开会议。云岭县县长江有恒到会。", "云岭县"), ("湘西州委书记田茂盛到会。", "湘西州")])
def test_a_place_keeps_its_level(finder: NameFinder, text: str, place: str) -> None:
    """A county that no list knows ends on its level's letter, whether the title begins with the same letter or another one."""
    assert [place] == [person.place for person in finder.find(text).people]


def test_a_list_of_people_goes_on(finder: NameFinder) -> None:
    """What has a name's shape between people of one list is a person; words and offices are none."""
    assert ["田茂盛", "佴可", "向平"] == names_of(finder, "演员田茂盛、佴可、向平表示感谢。")
    assert ["田茂盛", "王"] == names_of(finder, "演员田茂盛、王局长等人到场。")
    assert ["田茂盛"] == names_of(finder, "作家田茂盛、马车、健康等词语。")


def test_a_name_cut_in_two_by_the_dictionary(finder: NameFinder) -> None:
    """A name of three characters whose first two are a word is one behind an office and before a clause's edge."""
    assert "石榴珍" in names_of(finder, "县长田茂盛,县政协副主席石榴珍;县委书记向平参加。")
    assert not names_of(finder, "县政协主席通道上，人来人往。")


@pytest.mark.parametrize("source", ["永顺县融媒体中心", "今日永顺", "永顺新闻网"])
def test_our_county_is_a_place(finder: NameFinder, source: str) -> None:
    """我县, 全县 and 我省 are places with the codes of the divisions that the source is named after."""
    text = "客商来我县考察，全县上下振奋，我省也一样。"
    found = {place.name: place for place in finder.find(text, StoryContext(source_name=source)).places}

    assert {"我县": "433127", "全县": "433127", "我省": "430000"} == {name: place.code for name, place in found.items()}
    assert ("湖南省", "湘西土家族苗族自治州", "永顺县") == (found["我县"].province, found["我县"].city, found["我县"].county)
    assert all(text[span.start : span.end] == place.name for place in found.values() for span in place.spans)


def test_our_city_is_the_one_the_story_speaks_of(finder: NameFinder) -> None:
    """A city named again and again is 我市, but not where its people came on a visit."""
    own = finder.find("怀化市今年丰收。记者在怀化市看到，我市粮食增产。").places
    visited = finder.find("怀化市代表团来我市考察，怀化市的客人到了工厂。").places

    assert [("我市", "431200")] == [(place.name, place.code) for place in own if place.name == "我市"]
    assert not [place for place in visited if place.name == "我市"]


def test_what_only_looks_like_our_city_is_no_place(finder: NameFinder) -> None:
    """全市场 and 全区域 are words of their own; without evidence 我市 is no place either."""
    context = StoryContext(source_name="怀化市融媒体中心")

    assert not finder.find("全市场都在涨，全区域覆盖。", context).places
    assert not finder.find("我市粮食增产，全市丰收。").places


def test_organisations_have_kind_and_place(finder: NameFinder) -> None:
    """A body's kind follows from what it ends in, its place from what it starts with."""
    found = {body.name: body for body in finder.find("记者从益阳恒瑞丰科技有限公司获悉，湖南师范大学参与研发。").organizations}

    assert ("company", "益阳") == (found["益阳恒瑞丰科技有限公司"].kind, found["益阳恒瑞丰科技有限公司"].place)
    assert "school" == found["湖南师范大学"].kind


def test_a_division_of_a_relative_organ_is_a_place(finder: NameFinder) -> None:
    """市委 is named from where one stands: the city before it is a place, and no organisation is made of both."""
    found = finder.find("娄底市委、市政府高度重视。")

    assert ["娄底市"] == [place.name for place in found.places]
    assert () == found.organizations


@pytest.mark.parametrize("unit", ["罗", "王", "书记", "北京市海淀区", "主席（", "市长王强、", "ABC ", "第"])
def test_work_grows_with_length(finder: NameFinder, unit: str) -> None:
    """A page of one repeated piece takes work that grows no faster than its length: counted in Python's calls, not in time."""

    def calls(size: int) -> int:
        count = 0

        def note(*_: object) -> None:
            nonlocal count
            count += 1

        text = (unit * size)[:size]
        sys.setprofile(note)
        try:
            finder.find(text)
        finally:
            sys.setprofile(None)
        return count

    assert calls(2000) < 2.5 * calls(1000) + 2000


def test_a_name_has_an_end(finder: NameFinder) -> None:
    """What runs on for hundreds of characters is no name."""
    assert () == finder.find("罗" * 500).people


def test_nothing_comes_of_nothing(finder: NameFinder) -> None:
    """An empty text has no names."""
    assert Names() == finder.find("")


PIECES = st.lists(
    st.one_of(
        st.sampled_from(
            [LIST, *(text for text, *_ in OFFICES), "、", "，", "\n", "；", "·", "（", "）", "市", "长", "书记", "王", "欧阳", "鼓楼区", "㐀", "𠮷"]
        ),
        st.text(max_size=8),
    ),
    max_size=8,
).map("".join)


@settings(max_examples=150, deadline=None)
@given(PIECES)
def test_spans_lie_in_the_text_and_are_whole(finder: NameFinder, text: str) -> None:
    """Whatever the text, spans lie inside it, hold their names, don't overlap within a kind, and the same text gives the same names."""
    names = finder.find(text)

    assert names == finder.find(text)
    for rows in (names.people, names.organizations, names.places):
        spans = sorted((span.start, span.end, row.name) for row in rows for span in row.spans)
        assert all(text[start:end] == name for start, end, name in spans)
        assert all(one[1] <= other[0] for one, other in itertools.pairwise(spans))
    assert all(0 <= span.start < span.end <= len(text) for span in names.title_spans)


@settings(max_examples=30, deadline=None)
@given(st.sampled_from([LIST, *(text for text, *_ in OFFICES)]))
def test_full_width_and_traditional_forms_change_nothing(finder: NameFinder, text: str) -> None:
    """Full-width punctuation gives the same people at the same offsets."""
    wide = text.replace(",", "，").replace(";", "；")

    assert finder.find(text).people == finder.find(wide).people
