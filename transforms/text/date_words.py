"""Words of dates and what they count from: days, months and years relative to another, eras, festivals.

Written for this project. The eras' first years are those of the Ming, Qing, Republic and modern Japan as any chronology gives them; an era's
year N is its first year + N - 1, as years were counted.
"""

REL_DAYS = {
    "大前天": -3, "前天": -2, "前日": -2, "前晚": -2, "昨天": -1, "昨日": -1, "昨晚": -1, "昨夜": -1, "昨晨": -1, "昨早": -1,
    "今天": 0, "今日": 0, "今晚": 0, "今早": 0, "今晨": 0, "今夜": 0, "即日": 0,
    "明天": 1, "明日": 1, "明晚": 1, "明早": 1, "明晨": 1, "后天": 2, "后日": 2, "大后天": 3,
}  # fmt: skip
"""Days counted from the day of publication."""

CONTEXT_DAYS = {"当天": 0, "当日": 0, "同日": 0, "同一天": 0, "同一日": 0, "当晚": 0, "次日": 1, "翌日": 1, "隔日": 1, "第二天": 1}
"""Days counted from the last day that the story named."""

REL_YEARS = {
    "大前年": -3, "前年": -2, "去年": -1, "上年": -1, "上一年": -1, "上年度": -1, "今年": 0, "本年": 0, "本年度": 0,
    "明年": 1, "来年": 1, "下一年": 1, "后年": 2,
}  # fmt: skip
"""Years counted from the year of publication."""

CONTEXT_YEARS = {"同年": 0, "当年": 0, "次年": 1, "翌年": 1}
"""Years counted from the last year that the story named."""

REL_MONTHS = {"上上个月": -2, "上月": -1, "上个月": -1, "本月": 0, "这个月": 0, "下月": 1, "下个月": 1, "下下个月": 2}
CONTEXT_MONTHS = {"当月": 0, "同月": 0, "次月": 1}

SEASONS = {"春": (3, 5), "夏": (6, 8), "秋": (9, 11), "冬": (12, 2)}
"""First and last month of the meteorological seasons; winter ends in the year after."""

ERAS = {
    "洪武": 1368, "建文": 1399, "永乐": 1403, "洪熙": 1425, "宣德": 1426, "正统": 1436, "景泰": 1450, "天顺": 1457, "成化": 1465, "弘治": 1488,
    "正德": 1506, "嘉靖": 1522, "隆庆": 1567, "万历": 1573, "泰昌": 1620, "天启": 1621, "崇祯": 1628,
    "顺治": 1644, "康熙": 1662, "雍正": 1723, "乾隆": 1736, "嘉庆": 1796, "道光": 1821, "咸丰": 1851, "同治": 1862, "光绪": 1875, "宣统": 1909,
    "民国": 1912, "中华民国": 1912, "明治": 1868, "大正": 1912, "昭和": 1926, "平成": 1989, "令和": 2019,
    "贞观": 627, "开元": 713, "天宝": 742,
}  # fmt: skip
"""Eras and the year that was their first."""

SOLAR_FESTIVALS = {
    "元旦": (1, 1), "情人节": (2, 14), "妇女节": (3, 8), "植树节": (3, 12), "愚人节": (4, 1), "劳动节": (5, 1), "青年节": (5, 4), "护士节": (5, 12),
    "儿童节": (6, 1), "建党节": (7, 1), "建军节": (8, 1), "教师节": (9, 10),
    "国庆节": (10, 1), "国庆": (10, 1), "万圣节": (10, 31), "记者节": (11, 8),
    "光棍节": (11, 11), "国家公祭日": (12, 13), "平安夜": (12, 24), "圣诞节": (12, 25), "圣诞": (12, 25), "世界读书日": (4, 23),
    "世界环境日": (6, 5),
}  # fmt: skip
LUNAR_FESTIVALS = {
    "春节": (1, 1), "大年初一": (1, 1), "元宵节": (1, 15), "端午节": (5, 5), "端午": (5, 5), "七夕节": (7, 7), "七夕": (7, 7), "中元节": (7, 15),
    "中秋节": (8, 15), "中秋": (8, 15), "重阳节": (9, 9), "重阳": (9, 9), "腊八节": (12, 8), "除夕": (12, 30), "大年三十": (12, 30),
}  # fmt: skip
SOLAR_TERMS = ("清明节", "清明", "冬至", "夏至", "立春", "立夏", "立秋", "立冬")
FESTIVALS = (*SOLAR_FESTIVALS, *LUNAR_FESTIVALS, *SOLAR_TERMS)
