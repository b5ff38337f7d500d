"""The Slack door: where staff ask, and where visitors reach them."""
