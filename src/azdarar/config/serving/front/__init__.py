"""The front: one event loop a process that holds every connection, and answers pressed pages from memory."""
