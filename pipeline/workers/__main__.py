"""Serve a run that could not be forked: the only argument is the descriptor of its socket."""

import socket
import sys

from pipeline.workers.serve import serve

if __name__ == "__main__":
    serve(socket.socket(fileno=int(sys.argv[1])))
