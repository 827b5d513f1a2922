"""The units that quantities of Chinese news are written with: what each measures, and how it is named in the records.

Written for this project from GB 3100 and GB/T 3102 (units of measurement), ISO 4217 (currencies) and the classifiers of common Chinese;
no third party's list. All spellings are flat text: Traditional forms are folded before the look-up.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: its name in the records, its dimension, and what a number before it is multiplied by to be in that unit."""

    name: str
    dimension: str
    factor: Decimal = Decimal(1)


MONEY = {
    "CNY": "元 圆 块 块钱 元人民币 人民币 人民币元 元钱 RMB",
    "USD": "美元 美金 USD 美刀",
    "HKD": "港元 港币 港圆 港纸",
    "TWD": "新台币 台币 新台币元 台币元",
    "MOP": "澳门元 澳门币",
    "JPY": "日元 日圆 日币",
    "EUR": "欧元",
    "GBP": "英镑 镑",
    "KRW": "韩元 韩圆 韩币",
    "KPW": "朝鲜元",
    "RUB": "卢布 俄罗斯卢布",
    "INR": "卢比 印度卢比",
    "PKR": "巴基斯坦卢比",
    "LKR": "斯里兰卡卢比",
    "NPR": "尼泊尔卢比",
    "IDR": "印尼盾 印尼卢比",
    "THB": "泰铢 铢",
    "VND": "越南盾",
    "MYR": "林吉特 马来西亚林吉特 令吉 马币",
    "SGD": "新加坡元 新元 新币",
    "PHP": "菲律宾比索",
    "AUD": "澳元 澳大利亚元 澳币",
    "NZD": "新西兰元 纽元",
    "CAD": "加元 加拿大元 加币",
    "CHF": "瑞士法郎 瑞郎",
    "SEK": "瑞典克朗",
    "NOK": "挪威克朗",
    "DKK": "丹麦克朗",
    "BRL": "雷亚尔 巴西雷亚尔",
    "MXN": "墨西哥比索",
    "ARS": "阿根廷比索",
    "CLP": "智利比索",
    "ZAR": "兰特 南非兰特",
    "EGP": "埃及镑",
    "NGN": "奈拉",
    "KES": "肯尼亚先令",
    "TRY": "土耳其里拉 里拉",
    "SAR": "沙特里亚尔 里亚尔",
    "AED": "迪拉姆 阿联酋迪拉姆",
    "ILS": "谢克尔 新谢克尔",
    "KZT": "坚戈",
    "UAH": "格里夫纳",
    "PLN": "兹罗提",
    "CZK": "捷克克朗",
    "HUF": "福林",
    "MMK": "缅甸元 缅元",
    "MNT": "图格里克",
    "BTC": "比特币 个比特币",
}
"""Currencies by their ISO 4217 codes (BTC is the customary one)."""
MONEY_PARTS = {
    ("CNY", "0.1"): "角 毛 毛钱",
    ("CNY", "0.01"): "分钱",
    ("USD", "0.01"): "美分",
    ("EUR", "0.01"): "欧分",
    ("HKD", "0.01"): "港仙",
    ("GBP", "0.01"): "便士",
}
"""Parts of a currency's unit."""
MEASURES = {
    "length": """
    米 公里 千米 厘米 毫米 微米 纳米 分米 公分 里 英里 海里 华里 尺 英尺 英寸 寸 丈 码 光年 延米 延长米 里程 cm CM
    km KM mm MM nm
    """,
    "area": """
    亩 公亩 公顷 平方米 平方公里 平方千米 平方厘米 平方毫米 平方英里 平方英尺 平方尺 平米 顷 ㎡ ㎢ 坪 亩地 m2 km2 英亩
    """,
    "weight": """
    吨 公吨 公斤 千克 斤 市斤 克 毫克 微克 两 磅 盎司 担 克拉 钱重 kg KG Kg g mg 载重吨 吨标准煤 吨标煤
    """,
    "speed": """
    公里/小时 千米/小时 公里每小时 千米每小时 米/秒 米每秒 公里/时 千米/时 km/h m/s 迈 海里/小时 马赫 Mbps
    Gbps 兆比特/秒 转/分 转/分钟 次/分 次/分钟
    """,
    "duration": """
    年 载 天 周 个月 个季度 个星期 星期 个礼拜 小时 个小时 个钟头 钟头 分钟 刻钟 秒 秒钟 毫秒 微秒 纳秒 周年 个工作日 工作日
    个交易日 交易日 个自然日 自然日 昼夜 个昼夜 个世纪 个学期 课时 学时 学年 个学年
    """,
    "other": """
    岁 周岁 级 度 摄氏度 ℃ 华氏度 °C 倍 立方米 立方 立方厘米 立方公里 升 毫升 公升 桶 加仑 蒲式耳 千瓦时 千瓦 瓦 兆瓦
    吉瓦 千伏安 伏 千伏 安 毫安时 度电 卡 千卡 大卡 卡路里 焦 焦耳 千焦 兆焦 牛 帕 千帕 百帕 兆帕 赫兹 赫 千赫 千赫兹
    兆赫 兆赫兹 吉赫 分贝 马力 匹马力 流明 比特 字节 千字节 兆字节 吉字节 太字节 KB MB GB TB PB kb mb gb
    Hz MHz GHz kHz kW MW GW kWh V W mAh L ml mL 像素 贝克勒尔 微西弗 毫西弗 西弗 摩尔 节 dB
    兆 基点 个基点
    """,
}
"""Units of measurement by dimension."""
CLASSIFIERS = """
    个 名 人 位 户 家 条 项 件 台 台套 辆 架 艘 枚 只 头 匹 张 本 册 篇 封 套 座 栋 幢 间 所 处 块 片 株 棵 颗 粒
    支 枝 根 顶 箱 袋 瓶 盒 包 批 次 场 起 例 宗 桩 列 趟 班次 人次 车次 架次 辆次 艘次 人份 剂次 剂 种 类 款 部
    组 对 双 副 群 具 口 层 笔 单 票 席 尾 羽 峰 盏 扇 面 幅 首 则 句 字 页 行 章 卷 集 门 堂 节课 股 手 桌
    杯 碗 盘 罐 筐 捆 束 串 堆 团 滴 道 段 截 节 样 味 盆 床 间房 标准箱 人日 人天 工日 座次 席次 户次 家次 项次
    场次 批次 员 轮 期 档 个人 标箱 眼 孔 车 船 队 站 馆 院 校 厂 店 国 省 市 县 区 乡 镇 村    地 城

"""
"""Measure words of counted things."""
NAME_LIKE = """
    级 组
    面 字 行 门 手 道 段 节 员 轮 期 档 眼 孔 车 船 队 站 馆 院 校 厂 店 国 省 市 县 区 乡 镇 村
    地 城
"""
ARABIC_ONLY = frozenset(NAME_LIKE.split())
"""Measure words that as often end a name or an ordinal (三区, 二队, 五道口): read only after digits."""


NOT_BEFORE = {
    "两": frozenset("两会岸国个级岁手人位名项地县市家者边侧种次年天周月期回头面极高轮只条"),
    "年": frozenset("级代轻龄产货画"),
    "级": frozenset("别联"),
    "载": frozenset("重货客人体"),
    "度": frozenset("假"),
    "节": frozenset("约能水电点目气"),
    "部": frozenset("委门队长分位署落"),
    "个月": frozenset("饼"),
    "角": frozenset("洲度落色形逐海"),
    "里": frozenset("面"),
}
"""Characters before which a unit is none, but part of another word."""


def _table() -> Iterator[tuple[str, Unit]]:
    for code, words in MONEY.items():
        yield from ((word, Unit(code, "money")) for word in words.split())
    for (code, factor), words in MONEY_PARTS.items():
        yield from ((word, Unit(code, "money", Decimal(factor))) for word in words.split())
    for dimension, words in MEASURES.items():
        yield from ((word, Unit(word.removeprefix("个"), dimension)) for word in words.split())
    yield from ((word, Unit(word, "count")) for word in CLASSIFIERS.split())
    yield "打", Unit("个", "count", Decimal(12))


UNITS: dict[str, Unit] = dict(_table())
"""Every unit by its spelling."""
_REACH: dict[str, int] = {}
for _word in UNITS:
    _REACH[_word[0]] = max(len(_word), _REACH.get(_word[0], 0))

BEFORE: dict[str, str] = {
    "US$": "USD", "HK$": "HKD", "$": "USD", "USD": "USD", "€": "EUR", "£": "GBP",
    "新台币": "TWD", "台币": "TWD", "港币": "HKD", "¥": "CNY", "￥": "CNY", "人民币": "CNY", "RMB": "CNY", "CNY": "CNY",
}  # fmt: skip
"""Currencies written before the number."""
_BEFORE_LAST = frozenset(word[-1] for word in BEFORE)


def unit_at(text: str, position: int) -> tuple[str, Unit] | None:
    """The longest unit that stands at `position` of the flat text, with its spelling."""
    for size in range(_REACH.get(text[position : position + 1], 0), 0, -1):
        word = text[position : position + size]
        unit = UNITS.get(word)
        if unit is not None and text[position + size : position + size + 1] not in NOT_BEFORE.get(word, ()):
            return word, unit
    return None


def currency_before(text: str, position: int) -> tuple[str, str] | None:
    """The currency that is written right before `position`, as it stands and by its code."""
    if not position or text[position - 1] not in _BEFORE_LAST:
        return None
    return next(((word, code) for word, code in BEFORE.items() if text.endswith(word, 0, position)), None)
