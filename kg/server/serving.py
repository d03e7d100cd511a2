"""The life of the server: made ready, told to reload, stopped."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
import socket
from collections.abc import Iterator

import uvicorn

from kg.errors import KgError
from kg.server.builds import private_folder
from kg.server.connections import protocol_of
from kg.server.limits import Service, Source
from kg.server.logs import Log
from kg.server.routes import application
from kg.server.state import State

_BACKLOG = 1024
_HEAD = 64 * 1024


def serve(source: Source, service: Service) -> None:
    """Serve until SIGTERM or SIGINT; reload at SIGHUP.

    Raises
    ------
    KgError
        The source cannot be read, or the address is taken.
    """
    with _listening(service) as listener, private_folder() as folder:
        asyncio.run(_serve(State(source, service, folder, Log(json_lines=service.json_logs)), listener))


async def _serve(state: State, listener: socket.socket) -> None:
    loop = asyncio.get_running_loop()
    loading = asyncio.ensure_future(state.load())
    for ending in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(ending, loading.cancel)
    loop.add_signal_handler(signal.SIGHUP, lambda: None)  # it is being read just now
    try:
        await loading
    except asyncio.CancelledError:
        return
    server = _Server(_config(state))
    tasks: set[asyncio.Task[None]] = {asyncio.create_task(state.watch())}
    for ending in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(ending, _stop, server, state)
    loop.add_signal_handler(signal.SIGHUP, lambda: tasks.add(asyncio.create_task(state.reload())))
    build = state.served.build
    state.log.say(
        f"serving {state.source.given} at {_address(listener)} ({build.triples} triples, build {build.hash})"
    )
    state.log.say(f"open {_address(listener)} in a browser; Ctrl+C ends it")
    try:
        await server.serve(sockets=[listener])
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await state.close(at_once=server.force_exit)


def _stop(server: uvicorn.Server, state: State) -> None:
    """Take no more connections and answer what was asked; at a second signal, end at once."""
    server.force_exit = server.should_exit
    server.should_exit = True
    state.stopping = True


def _config(state: State) -> uvicorn.Config:
    logging.getLogger("uvicorn").addHandler(logging.NullHandler())
    logging.getLogger("uvicorn").propagate = False
    service = state.service
    return uvicorn.Config(
        application(state),
        http=protocol_of(service.limits, state.metrics),
        ws="none",
        lifespan="off",
        loop="asyncio",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=service.proxy is not None,
        forwarded_allow_ips=service.proxy,
        h11_max_incomplete_event_size=_HEAD,
        backlog=_BACKLOG,
        timeout_graceful_shutdown=round(service.limits.timeout) + 5,
    )


class _Server(uvicorn.Server):
    """A server that leaves signals to `_serve`."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@contextlib.contextmanager
def _listening(service: Service) -> Iterator[socket.socket]:
    """Yield a socket that is bound: a taken port is told before anything is read."""
    try:
        family, kind, transport, _, place = socket.getaddrinfo(
            service.host,
            service.port,
            type=socket.SOCK_STREAM,
            proto=socket.IPPROTO_TCP,
            flags=socket.AI_PASSIVE,
        )[0]
        # with its protocol named asyncio sends small answers at once (TCP_NODELAY): 3 ms, not 40
        listener = socket.socket(family, kind, transport)
    except (OSError, UnicodeError) as error:
        raise KgError(f"{service.host} is no address of this machine: {error}") from None
    with listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(place)
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise KgError(
                f"cannot listen at {service.host} port {service.port}: {reason}",
                hint="Give another --port; 0 is any that is free.",
            ) from None
        yield listener


def _address(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"
