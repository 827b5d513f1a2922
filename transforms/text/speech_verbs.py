"""Verbs of saying, written for this project from reading news; Simplified and Traditional spellings."""

FREE = """
    说 說 称 稱 认为 認為 指出 坦言 直言 声称 聲稱 宣称 宣稱 透露 警告 指责 指責 承认 承認 否认 否認 辩称 辯稱 谎称 扬言
    怒斥 呼吁 呼籲 相信 猜测 断言 自称 戏称 写道 寫道 回忆说 回忆道 表示说 笑道 问道 答道 叹道 说道 說道 喊道 补充说 解释说
    感慨说 强调说 介绍说 回答说 告诉 告訴 坦承 重申 强调 強調 主张
"""
"""Verbs that take what is said right after them as well as after a comma or colon."""
CAREFUL = """
    表示 介绍 介紹 宣布 宣佈 解释 解釋 补充 補充 回应 回應 回忆 回憶 感慨 感叹 感嘆 感言 提醒 建议 建議 提出 提到 谈到
    談到 讲道 谈道 讲到 问 答 回答 反问 追问 总结 分析 评价 评论 评论称 回应称 表态 坦陈 证实 證實 描述 讲述 致辞 点评
    寄语 勉励 叮嘱 嘱咐 质问 痛斥 批评 抱怨 调侃 打趣 笑称 笑言 预测 预计 判断 总结说 告诫 呼吁道 保证 承诺 承諾
    发文称 倡议 喊话 讲 强调指出 宣读 通报 反映 诉说 哽咽 开玩笑 自豪 感激
"""
"""Verbs that take it only after a comma, a colon or an opening quotation mark: a noun after them is an object (介绍情况, 表示欢迎)."""
HOPES = ("希望",)
"""Verbs of wishing: sayings only right after a person or pronoun."""
_NOT_AFTER = {
    "说": """
    来 再 小 据 听 学 传 处游 去游 行游 受游 表演 的演 次演 篇演 场演 巡演 劝 的话 句话 解 邪 且 虽 胡
    按 照 换言 应该 可以 可 不好 难 俗话 常言 诉 用
    """,
    "說": "來 再 小 據 聽 學 傳 表演 的演 場演 勸 的話 句話 解 可以 可 難",
    "称": """
    名 简 职 俗 通 全 号 堪 尊 美 昵 别 被 对 匀 誉 改 旧 古 又 合 著 爱 昔 代 据
    可 尝
    """,
    "稱": "名 簡 職 俗 通 全 號 堪 尊 美 被 對 譽 改 舊 古 又 合 著 據 可",
    "认为": "被 普遍被",
    "答": "问 解 抢 应 报",
    "问": "访 慰 顾 提 疑 请 询 学 质 过 追",
    "讲": "演 宣 主 听 来",
    "相信": "不 难以 令人 值得",
    "透露": "据",
}
"""What stands before a verb where it is none: part of another word, or passive; parted by blanks."""
_NOT_BEFORE = {
    "说": "给 明 法 服 唱 话 教 辞 客 书 和 动 合 理 词 的 起来 了 不定 不清 不准 不上 不出 到 是 出",
    "說": "給 明 法 服 唱 話 教 辭 客 書 動 合 理 的 起來 了 不定 不清 不準 不上 不出 到 是 出",
    "称": "为 号 呼 谓 赞 重 职 霸 帝 雄 道 病 奇 快 之 的 得上 是",
    "稱": "為 號 呼 謂 讚 重 職 霸 帝 雄 道 病 奇 快 之 的 得上 是",
    "表示": "的",
    "指责": "的 和",
    "警告": "信号 牌 处分 标志 的 和",
    "强调": "的 了",
    "強調": "的 了",
    "承认": "的",
    "透露": "的 出 了",
    "指出": "的 了",
    "认为": "的 是",
    "否认": "的 了",
    "重申": "了 的",
    "呼吁": "书",
    "问": "题 候 卷 责 答 世 诊 及 询 世 津 鼎",
    "答": "案 题 卷 应 复 辩 谢 疑",
    "讲": "话 座 述 解 究 师 台 义 坛 学 堂 授",
    "相信": "的",
}
"""What stands after a verb where it is none."""
_CLAUSES = {
    "表示": "将 愿 会尽 会继 希望 要进 要加 要坚 正在 已经 不会 不排除 不能 没有 这是 这一 该 他们 她们 目前",
    "透露": "将",
}
"""What begins a clause right after a verb that otherwise takes a comma."""
CLAUSES = {verb: tuple(words.split()) for verb, words in _CLAUSES.items()}
NOT_AFTER = {verb: tuple(words.split()) for verb, words in _NOT_AFTER.items()}
NOT_BEFORE = {verb: tuple(words.split()) for verb, words in _NOT_BEFORE.items()}
FREE_SET = frozenset(FREE.split())
VERBS = tuple(sorted({*FREE_SET, *CAREFUL.split(), *HOPES}, key=len, reverse=True))
"""All of them, the longest first."""
