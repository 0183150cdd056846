"""The faces of the service: HTTP, the command line. Holds no search logic of its own."""
