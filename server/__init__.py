"""Vooraf's server: composes storage and signalling, and is the only part that knows the domain."""

import os

# Piccolo finds its engine and its one app through this module name.
os.environ.setdefault("PICCOLO_CONF", "server.piccolo_conf")
