"""How fast text is cut into words, beside jieba, whose words they have to be."""
