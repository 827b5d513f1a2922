"""Words that stand around the subject of a verb of saying, and what a person's or a body's designation looks like.

Written for this project; the surnames are the commonest of China, Simplified and Traditional, as any list of them has them.
"""

import re


def _any(words: str) -> str:
    """The words (parted by blanks, each a pattern) as one pattern."""
    return "|".join(words.split())


_TIMES = r"""
    \d{1,2}日 今天 昨天 当天 當天 今日 昨日 当日 同日 日前 近日 此前 随后 隨後 当晚 昨晚 今晚 前一天 一天 上午 下午 晚间 晚 曾经 早些时候
    星期[一二三四五六日天] 周[一二三四五六日]
"""
_MANNERS = r"""
    还 還 也 曾 则 則 再次 多次 一再 进一步 進一步 明确 公开 同时 均 都 又 并 亦 分别 特别 反复 严肃 郑重 坚定 一致 普遍 先后
    直 就 再 更 正 这样 如是 如此
    [^，。、“”]{1,4}地 笑着 含泪 率先 首先 最后 继续 不断 强烈 坦率 补充 书面 联合 共同 口头
    (?:向|对)(?:本报|央视|新华社|中新社|本台)?(?:记者们?|媒体|外界|笔者)
"""
_OCCASIONS = r"""
    （[^（）]{1,12}）
    (?:发表|发布|公开|接受)?(?:声明|讲话|通报|消息|报告|公报|演讲|视频|采访|报道|社论|评论|文告|推文|帖文)
    讲话中 发言中 致辞中 发布会上 会上 会后 受访时 采访时
"""
TAIL = re.compile(f"(?:{_any(_TIMES)}|{_any(_MANNERS)}|{_any(_OCCASIONS)})$")
"""Words of time, manner and occasion between a subject and its verb."""
CUT = re.compile(
    _any(r"""
    在(?!任) 于(?=\d) 接受 通过 (?<!成)就(?=[^业职]) (?<!面)对(?=[^外手口]) 向(?=[^东西南北]) 与(?!会) 会见 会談 发文 作为 以(?=[^色]) 应邀 出席
    率 讲话 致辞 谈及 谈到 回应 举行 主持 认真 结合 围绕 针对 致信 針對 說到 听取 走进 来到 \d{1,2}月 \d{1,2}日 今天 昨天 当天 當天 日前 近日
""")
)
"""What follows a subject and is no part of it."""
_LEADS = r"""
    [#\d.、\ ）)]{1,6} (?:当天|当日|此前|日前)?举行的 据悉 据了解 据 對此 对此 此外 另外 其中 同时 与此同时 但是 但 而且
    而 随后 不过 因此 所以 并且 并 然而
    此前 日前 近日 当天 \d{1,2}日 会上 会后 最后 目前 例如 比如 如 至于 针对此事 事实上 为此 [（(] [”」』]
"""
HEAD = re.compile(f"(?:{_any(_LEADS.replace(chr(92) + ' ', chr(92) + 's'))}){{1,4}}")
"""Words that lead to a subject."""
NOT_SUBJECT = re.compile(
    "^(?:"
    + _any("""
    落实 按照 根据 推进 围绕 提出 研究 关于 听取 贯彻 为了 把 並 并 還 还 亦 将(?!军) 給 给 让 使(?!馆|团) 可以 应该 不 也(?!门) 就是 就 的 了(?!解)
    着 是 有(?!关|网友|人|专家|居民|市民|学者|分析|媒体|业内) 被(?!告|害|访) 可 能(?!源) 会(?!议|长) 要 没有 无法
    一般 所(?!长) 来(?!自|宾|访) 难(?!民)
    只 如何 怎么
    这么 那么 或者 或 和 与(?!会) 及 因为 如果 虽然
""")
    + ")|[的了着是有被和与及或入为]$|^.$"
)
"""A phrase that is no subject, by how it begins or ends."""
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任姚卢傅钟姜崔谭廖范汪陆"
    "金石戴贾韦夏邱方侯邹熊孟秦白江阎薛尹段雷黎史龙陶贺顾毛郝龚邵万钱严覃武戚莫孔向汤常温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳"
    "翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时"
    "穆农司卓古吉缪简车项连芦麦褚娄窦戈岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明"
    "佘池查麻苑迟邝谈芮闻廉鹿張劉陳楊黃趙吳孫馬鄭謝許鄧馮韓蕭蔣魏盧鍾譚範陸賈韋鄒閻龍賀顧龔邵萬錢嚴溫龐顏莊聶魯關蘭紀單陽葉"
)
_ENDS = (
    "人员員者家长長记記任席理官生师師方府院校局部委会會办辦厅司社团队隊所站处科室构织体报網网台臺国军警庭馆店民户戶们們授士总监经友客商"
    "表妈爸哥姐嫂叔婆爷奶孩童妇女"
)
_BODIES = "公司 集团 专家 代表 媒体 法院 银行 专线 平台 高层 家属"
LOOKS = re.compile(rf"(?:[{_ENDS}]|{_any(_BODIES)})$|(?:^|[长長記记任席理官师師授员員人者家表总监、])[{_SURNAMES}][\u4e00-\u9fff·]{{1,3}}$|·")
"""What a person's or a body's designation ends with, or a name with or without a title before it."""
_TITLES = """
    董事长 秘书长 委员长 [镇县市区乡村局处科部院校站队组会厂店班社团司厅省州]长 书记 主任 主席 经理 总监 总裁 教授 研究员 专家 发言人 负责人 工程师
    建筑师 建築師
    设计师 律师 医生 医师 护士 老师 教师 校長 局長 縣長 鄉長 鎮長 部長 負責人 發言人 記者 记者 队员 选手 教练
    馆长 所长 大户 代表 委员 干部 干事 村民 居民 市民
    店主 司机 学生 游客 民警 战士 志愿者 传承人 创始人 当事人 委員
"""
NAMED = re.compile(rf"(?P<title>{_any(_TITLES)})(?P<name>[{_SURNAMES}](?!女士|先生|师傅|某)[\u4e00-\u9fff]{{1,2}})$")
"""A designation that ends with a title and a name: who says it is the name."""
PRONOUNS = ("他们", "她们", "他們", "她們", "我们", "他", "她", "我", "双方", "雙方", "两国", "对方", "自己")
"""Who was named before."""
OBJECT_MARKS = frozenset("对與与同向给为被由把和跟將将")
"""What stands before a person who is no subject."""
