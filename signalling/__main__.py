"""`python -m signalling`: serve calls alone, with the settings of `settings.py`."""

import logging
import sys

import uvicorn
from litestar import Litestar

from signalling.admission import SignedTokens
from signalling.broker import Broker
from signalling.direct_sockets import DirectWebSockets
from signalling.errors import SettingMissing
from signalling.nodes import Nodes, OneNode
from signalling.redis_nodes import RedisNodes
from signalling.settings import Settings, read_settings
from signalling.websocket import signalling_route


def create_app(settings: Settings) -> Litestar:
    nodes: Nodes = RedisNodes(settings.redis_url) if settings.redis_url else OneNode()
    admission = SignedTokens(settings.token_secret)
    broker = Broker(admission, settings.turn, settings.limits, nodes)
    return Litestar(
        route_handlers=[signalling_route(broker)],
        on_startup=[broker.start],
        on_shutdown=[broker.stop],
        openapi_config=None,
        logging_config=None,
    )


def main() -> int:
    try:
        settings = read_settings()
    except SettingMissing as missing:
        sys.stderr.write(f"{missing}\n")
        return 2
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s %(message)s")
    uvicorn.run(
        create_app(settings),
        host=settings.host,
        port=settings.port,
        loop="uvloop",
        ws=DirectWebSockets,
        ws_max_size=settings.limits.frame_bytes,
        ws_per_message_deflate=False,
        # The protocol has its own ping; a timer for every socket would buy nothing.
        ws_ping_interval=None,
        log_level="warning",
        access_log=False,
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
