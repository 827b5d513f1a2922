"""The standing words of news pages that belong to no story: menus, buttons, headings of lists, comments, footers.

The lists are general usage, written down for this project; none of them names a site, a person or a place. Words are separated by
white space, and an underscore stands for a blank inside a phrase.
"""

from collections.abc import Sequence
from itertools import accumulate
from operator import attrgetter

import ahocorasick_rs

from transforms.text.bylines import ROLES
from transforms.text.kinds import (
    APP_PROMO,
    BUTTON,
    COMMENT_HEAD,
    COMMENT_MARK,
    END_MARK,
    FOOTER,
    KEYWORDS,
    LINKS_HEAD,
    LIST_HEAD,
    MENU_WORD,
    ORIGINAL,
    PROMO,
    TRAIL,
    WEAK_FOOTER,
    WEAK_PROMO,
    Kind,
)
from transforms.text.shapes import ends_sentence

MAX_CHROME = 64
"""Lines up to this many characters are searched for phrases; of longer ones only those with one of `LONG_SIGNS`."""

_PHRASES: dict[Kind, str] = {
    BUTTON: """
分享到 分享至 分享： 一键分享 点击分享 分享按钮 分享本文 分享文章 我要分享 扫一扫 二维码 微信好友 QQ好友 QQ空间 朋友圈 新浪微博 腾讯微博 人人网
复制链接 复制网址 加入收藏 收藏本文 收藏文章 添加收藏 设为首页 加入书签 打印本页 打印本文 打印文章 我要打印 打印页面 关闭窗口 关闭本页 关闭页面
返回顶部 返回首页 返回列表 返回上页 回到顶部 回顶部 返回页首 返回目录 上一篇 下一篇 上一页 下一页 上一条 下一条 上一章 下一章 查看更多 查看全部
查看全文 查看原文 加载更多 点击加载 正在加载 加载中 点击展开 展开全文 阅读全文 阅读原文 喜欢此内容的人还喜欢 继续滑动看下一个 轻触阅读原文
点击下载 立即下载 点击查看 查看详情 点击进入 更多内容请 更多精彩 显示全部 已显示全部 没有更多 已加载 换一换 换一批 字体大小 放大字体 缩小字体
大字体 小字体 繁体版 简体版 手机版 电脑版 移动版 手机客户端 客户端下载 下载客户端 下载APP 打开APP APP下载 APP内打开 在APP中 APP专享 我要投稿
在线投稿 我要报料 我要爆料 我要纠错 我要反馈 意见反馈 内容纠错 页面纠错 用户反馈 留言反馈 已点赞 不感兴趣 关注我们 立即关注 已关注 加关注
关注公众号 用户名 忘记密码 记住我 自动登录 快速登录 一键登录 立即登录 请登录 注册账号 立即注册 免费注册 用户登录 取消上传 图片上传 正在上传
上传图片 不可恢复 您的浏览器 浏览器不支持 浏览器版本 请升级 请使用 JavaScript 跳转至 跳至内容 跳到主要内容 语音播报 听新闻 点击收听 高级搜索
站内搜索 搜索历史 热门搜索 相关搜索 请输入 输入关键 关键字搜索 快速导航 网站导航 快速通道 进入频道 进入专题 网页版 微信扫 保存图片 发送到手机
推荐给朋友 发送给朋友 复制成功 邮件订阅 官方微信 官方微博 微信公众号 法人微博 视频号 抖音号 头条号 长按识别 点击蓝字 抢沙发 已输入 剩余字数
可以输入 还可输入 Loading... loading... Login Log_in Sign_up Sign_in Subscribe Newsletter Follow_us Read_more Load_more Back_to_top Advertisement
分享此文 友善列印 轉寄 回上頁 回上一頁 回首頁 字級 上一則 下一則 看更多 更多新聞 网站首页 请稍候 请稍后 请刷新 刷新页面 刷新本页 重新加载 加载失败
""",
    MENU_WORD: """
扫码 易信 微信 微博 QQ 收藏 打印 关闭 返回 展开 收起 字号 字体 放大 缩小 无障碍 客户端 纠错 举报 点赞 屏蔽 关注 密码 验证码 登录 注册 登陆 退出
表情 删除后 确定 取消 发表 发布 提交 我的 播放 全屏 倍速 暂停 正文 更多 全选 搜索 订阅 RSS 公众号 扫描 投票 快来 Share Print Previous Next 轉發
列印 登入 註冊 下載 追蹤 訂閱 首页 首頁 视频 图片 新闻 财经 体育 娱乐 科技 汽车 房产 国内 国际 社会 军事
""",
    LIST_HEAD: """
相关阅读 相关新闻 相关报道 相关文章 相关链接 相关推荐 相关内容 相关资讯 相关稿件 相关专题 相关视频 相关热词 相关图片 相关信息 相关话题 延伸阅读
拓展阅读 扩展阅读 推荐阅读 为您推荐 为你推荐 猜你喜欢 猜您喜欢 您可能感兴趣 你可能感兴趣 你可能喜欢 您可能喜欢 可能还喜欢 大家都在看 大家都在搜
大家还看 网友还看 小编推荐 编辑推荐 编辑精选 今日推荐 本站推荐 精华推荐 精彩推荐 精选推荐 热门推荐 热点推荐 热文推荐 好文推荐 头条推荐 栏目推荐
频道推荐 推荐文章 推荐新闻 推荐内容 推荐视频 推荐专题 图文推荐 图片推荐 视频推荐 热门文章 热门新闻 热门资讯 热门话题 热门视频 热门图片 热门阅读
热门排行 热门专题 热门内容 热点新闻 热点文章 热点视频 热点专题 热点排行 热点关注 热点图片 热点资讯 热搜榜 热榜 热词 新闻排行 点击排行 阅读排行
浏览排行 评论排行 跟贴排行 跟帖排行 图片排行 视频排行 点击榜 排行榜 周排行 月排行 日排行 一周热门 今日热点 本周热点 本月热点 24小时热 24小时排行
一天 三天 一周 7x24 7X24 最新文章 最新新闻 最新资讯 最新消息 最新发布 最新发表 最新动态 最新更新 最新推荐 最新报道 最新视频 最新图文 最近发表
最近更新 近期文章 近期热点 更多新闻 更多内容 更多文章 更多推荐 更多阅读 更多报道 更多资讯 更多视频 其他新闻 其他报道 其它新闻 其它报道 同类新闻
同类文章 本类推荐 本类热门 本栏目 同栏目 精彩图片 精彩视频 精彩图集 精彩直播 精彩专题 精彩新闻 精彩回顾 精彩内容 高清图集 高清大图 图片新闻
图片精选 图片报道 图说新闻 图集 视频新闻 视频精选 视频集锦 视觉焦点 滚动新闻 即时新闻 实时新闻 要闻推荐 新闻推荐 新闻精选 新闻热点 新闻速递
新闻资讯 新闻头条 今日要闻 今日头条 今日关注 今日焦点 头条新闻 焦点新闻 焦点图 财经要闻 国内要闻 国际要闻 时政要闻 独家策划 专题推荐 专题报道
专题图片 热点聚焦 网友热议 热新闻 热话题 热议话题 原创精选 深度阅读 好书精选 往期回顾 往期精彩 往期推荐 历史文章 上期回顾 下期预告 猜你想看
看了又看 还看了 接下来看 阅读下一篇 其他人也在看 同时关注 其他文章 系列报道 系列文章 人气榜 新书推荐 Related Recommended Most_Read Most_Popular
Trending You_may_also_like More_from Latest_News Read_Next 延伸閱讀 相關新聞 相關文章 相關報導 推薦閱讀 熱門新聞 熱門文章 最新新聞 猜你喜歡
你可能也想看 即時新聞 人氣新聞 編輯推薦 熱門話題 熱門推薦 為你推薦
""",
    LINKS_HEAD: """
友情链接 合作媒体 合作伙伴 合作网站 相关标签 标签列表 标签云 热门标签 文章标签 文章分类 文章归档 网站分类 栏目导航 站点地图 网站地图 最近访客
最近访问 控制面板 搜索排行 热门股票 友好链接 媒体矩阵 常用链接 相關連結 標籤 标签
""",
    COMMENT_HEAD: """
网友评论 最新评论 最热评论 热门评论 精彩评论 全部评论 文章评论 评论列表 发表评论 发布评论 我来说两句 我要评论 我要跟帖 我要发言 参与评论 热评论
新评论 热帖 跟帖 跟贴 发表留言 发表回复 留言板 参与讨论 暂无评论 没有评论 条评论 条跟帖 人参与 人跟帖 评论 写评论 说点什么 文明上网 理性发言
评论区 评论内容 新闻评论 畅言 网友跟帖 网友留言 Comments Leave_a_comment Leave_a_Reply 我要留言 網友評論 發表評論 留言
""",
    COMMENT_MARK: """
|_回复 回复Ta 回复TA 条回复 来自网友 楼主 回复_0 回复_1 来自手机 来自iPhone 来自安卓 回复 赞(
""",
    FOOTER: """
技术支持： 技术支持: 版权所有 Copyright copyright COPYRIGHT All_Rights_Reserved All_rights_reserved all_rights_reserved Rights_Reserved ICP备
ICP证 icp备 ICP_备 公网安备 备案号 备案编号 不良信息举报 违法和不良信息 违法不良信息 网站标识码 Powered_by Powered_By 著作權 版權所有 追究法律责任
信息服务许可证 经营许可证 视听节目许可证 视听许可证
""",
    WEAK_FOOTER: """
版权声明 版权归 免责声明 免责条款 许可证 举报电话 举报邮箱 举报热线 举报中心 新闻热线 广告热线 联系我们 关于我们 关于本站 关于本网 联系方式
联系方法 网站声明 法律声明 法律顾问 隐私政策 隐私保护 隐私权 服务条款 服务协议 用户协议 使用条款 使用须知 广告服务 广告合作 广告刊登 广告投放
商务合作 招聘信息 诚聘英才 加入我们 招贤纳士 网站律师 帮助中心 客服中心 客服热线 客服电话 网站简介 本网简介 公司简介 公司官网 技术支持 主办单位
承办单位 主管单位 协办单位 主办： 主办: 承办： 承办: 主管： 建议使用 最佳浏览 分辨率 About_Us About_us Contact_Us Privacy_Policy Terms_of_Use
Terms_of_Service 镜像 供稿服务 我要链接 投资者关系 开放平台 通行证 隱私權 關於我們 聯絡我們 服務條款 免責聲明 未经授权
""",
    APP_PROMO: """
二维码 扫一扫 扫码 长按识别 微信公众号 官方微信 官方微博 官方公众号 关注公众号 公众号“ 客户端下载 下载客户端 新闻客户端 下载APP APP下载 粉丝福利
点击下载 更多精彩内容 更多精彩请
""",
    PROMO: """
不代表本 不代表网站 不代表平台 不代表其 与本站无关 与本网无关 与本平台无关 文责自负 如有侵权 侵权请联系 侵权必究 转载请注明 转载须注明 未经许可
转载时请 转载时须 务请注明 请注明出处 请注明来源 须注明出处 不得转载 禁止转载 谢绝转载 转载目的 投资建议 风险自担
请下载 下载客户端 更多原创 更多资讯请 报料热线 新闻报料 爆料热线 欢迎关注 授权转载 特别声明
郑重声明 本网站所 本站所 寻求报道 欢迎投稿 投稿邮箱 投稿信箱 据此操作
""",
    WEAK_PROMO: """
仅供参考 个人观点 关注本 敬请关注 敬请期待 本文来自 本文转载 原创文章 声明： 声明: 风险提示 新闻线索 报料： 爆料： 优惠券 领取 限时 包邮 特价 秒杀
折扣 广告 赞助 推广 商业合作 联系邮箱 邮件列表 禁止发表 严禁发表 请勿发表 严禁发布 请勿发布 恶意攻击 人身攻击 色情、暴力 违反国家法律 网上道德
本论坛 本社区 纯属个人 网友个人 自觉遵守 请遵守 您的行为 有权删除
""",
    END_MARK: """
正文已结束 正文结束 全文完 本文完 （完） (完) (全文完) （全文完） 文章结束 -END- END 分割线
""",
    TRAIL: """
当前位置 您的位置 您所在的位置 您现在的位置 你的位置 您当前的位置 当前所在 现在位置 目前位置 所在位置 首页> 首页_> 首页>> 首页_→ 首页→ 首页_»
首页» >正文 >_正文 →_正文 首頁_> 首頁> &gt;正文 首页&gt;
""",
    KEYWORDS: """
关键词： 关键词: 关键字： 关键字: 文章关键词 关键词_> 标签： 标签: 关键词_： Tags: Tag: TAG: TAGS: tags: 本文标签 標籤： 關鍵字
""",
    ORIGINAL: """
原标题： 原标题: 原题： 原题: 原题为 原标题为 原標題
""",
}

_KINDS: dict[str, Kind | None] = {role: None for role in ROLES if len(role) > 1}
_KINDS.update((word.replace("_", " "), kind) for kind, words in _PHRASES.items() for word in words.split())
_WORDS = tuple(_KINDS)
_KIND_OF = tuple(_KINDS.values())
_WEIGHT = attrgetter("weight")
_FINDER = ahocorasick_rs.AhoCorasick(
    list(_WORDS), matchkind=ahocorasick_rs.MatchKind.LeftmostLongest, implementation=ahocorasick_rs.Implementation.DFA
)

SENTENCE_SHARE = 0.12
"""How much more of a line that ends as a sentence does standing words must fill."""
COLONS = frozenset(":：")
"""After one of these a list's first title may stand beside its heading."""
FULL_SHARE = SENTENCE_SHARE + max(kind.share for kind in _PHRASES)
"""The share from which standing words fill a line for any kind."""
LONG_LINE = 2 * MAX_CHROME
SURE_SHARE = 0.06
"""How much of a paragraph's letters standing words must fill; fewer may be a story's own."""
LONG_SIGNS = ("转载", "版权", "侵权", "不代表", "opyright", "ICP", "未经", "投资建议", "风险自担", "许可证", "免责")
"""Signs of a foot's or a disclaimer's wording that a line longer than `MAX_CHROME` must have to be searched at all."""


def standing_kind(line: str) -> tuple[Kind | None, bool]:
    """The strongest kind that a line's standing words make it, if any, and whether a byline's role stands in it."""
    return standing_kinds([line]).get(0, (None, False))


def standing_kinds(lines: Sequence[str]) -> dict[int, tuple[Kind | None, bool]]:
    """The same for those of a page's lines that hold standing words, by index; one search over all lines, linear in their length.

    A kind whose phrases fill too little of the line (`Kind.share`) isn't given. A line longer than `MAX_CHROME` is searched only
    where it shows one of `LONG_SIGNS`.
    """
    searched = _searched(lines)
    found: dict[int, list[tuple[int, int, int]]] = {}
    ends = iter(accumulate([len(lines[i]) + 1 for i in searched]))
    place, first, end = -1, 0, 0
    for word, start, stop in _FINDER.find_matches_as_indexes("\n".join([lines[i] for i in searched])):
        while start >= end:
            place, first, end = place + 1, end, next(ends)
            here: list[tuple[int, int, int]] = []
        if not here:
            found[searched[place]] = here
        here.append((word, start - first, stop - first))
    return {i: _read(lines[i], matches) for i, matches in found.items()}


def _searched(lines: Sequence[str]) -> list[int]:
    """The lines that are searched: the short ones, and the long ones that show a sign."""
    long = [i for i, line in enumerate(lines) if len(line) > MAX_CHROME]
    text = "\n".join([lines[i] for i in long])
    signs = [sign for sign in LONG_SIGNS if sign in text]
    left_out = {i for i in long if not any(sign in lines[i] for sign in signs)}
    return [i for i in range(len(lines)) if i not in left_out]


def _read(line: str, matches: Sequence[tuple[int, int, int]]) -> tuple[Kind | None, bool]:
    word, start, end = matches[0]
    if start == 0 and line[end : end + 1] in COLONS and _KIND_OF[word] is LIST_HEAD and not ends_sentence(line):
        return LIST_HEAD, False
    if len(matches) == 1:
        kind = _KIND_OF[word]
        if kind is None or (end - start >= FULL_SHARE * len(line) and len(line) <= LONG_LINE):
            return kind, kind is None
    filled: dict[Kind, int] = {}
    credited = False
    for word, start, end in matches:
        kind = _KIND_OF[word]
        if kind is None:
            credited = True
        else:
            filled[kind] = filled.get(kind, 0) + end - start
    return _strongest(filled, line) if filled else None, credited


def _strongest(filled: dict[Kind, int], line: str) -> Kind | None:
    """The kind of the lowest weight among those that fill their share of a line's letters; all of a line's phrases count towards each share."""
    filling = sum(filled.values())
    if len(line) <= LONG_LINE and filling >= FULL_SHARE * len(line):
        return min(filled, key=_WEIGHT)
    extra = SENTENCE_SHARE if ends_sentence(line) else 0.0
    fit = [kind for kind in filled if filling >= (kind.share + extra if kind.share else 0.0) * len(line)]
    if len(fit) < len(filled) or len(line) > LONG_LINE:
        letters = sum(map(str.isalpha, line))
        if len(line) > LONG_LINE and filling < SURE_SHARE * letters:
            return None
        fit = [kind for kind in filled if filling >= (kind.share + extra if kind.share else 0.0) * letters]
    return min(fit, key=_WEIGHT, default=None)
