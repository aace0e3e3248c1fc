"""One line of JSON per event. Ids yes; names, addresses, telephone numbers and secrets never."""

import logging
import sys

import structlog


def set_up_logs(level: str) -> None:
    """Everything goes to standard error, also what libraries say through `logging`."""
    wanted = logging.getLevelNamesMapping().get(level.upper(), logging.INFO)
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    structlog.configure(
        processors=[*shared, structlog.processors.JSONRenderer()],
        wrapper_class=structlog.make_filtering_bound_logger(wanted),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(),
            ],
            foreign_pre_chain=[*shared, structlog.stdlib.add_logger_name],
        )
    )
    logging.basicConfig(level=max(wanted, logging.INFO), handlers=[handler], force=True)
    for chatty in ("botocore", "boto3", "uvicorn.access", "asyncio", "PIL"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
