"""What a cluster needs of zhengwen besides the graph."""
