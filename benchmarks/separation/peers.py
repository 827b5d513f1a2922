"""The other extractors: what has to be installed for each."""

PACKAGES = {
    "trafilatura": ["trafilatura==2.3.1", "lxml_html_clean"],
    "trafilatura-precision": ["trafilatura==2.3.1", "lxml_html_clean"],
    "readability-lxml": ["readability-lxml==0.9", "lxml_html_clean"],
    "newspaper4k": ["newspaper4k==0.9.6", "jieba", "tinysegmenter==0.3", "lxml_html_clean"],
    "jusText": ["jusText==3.0.2", "lxml_html_clean"],
    "resiliparse": ["Resiliparse==2.0.1"],
    "gne": ["gne==0.4.3"],
    "magic-html": ["magic-html==0.1.8"],
}
"""Peer -> what has to be installed for it."""
