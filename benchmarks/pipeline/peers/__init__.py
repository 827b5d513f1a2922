"""Other tools at the same work, each configured as its documentation advises, in an environment apart from the project's."""
