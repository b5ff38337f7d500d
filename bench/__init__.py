"""Load: real servers, driven over real sockets from another process; `make load`."""
