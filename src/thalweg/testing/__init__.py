"""For people who write feeds: suites to call."""
