"""How well and how fast stories are cut out of HTML pages, beside the tools that others use."""
