"""The report: one offline HTML file that says what a lake holds, where it came from, and which pages deserve a look."""
