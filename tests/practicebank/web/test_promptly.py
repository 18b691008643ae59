import socket

from practicebank.web.promptly import send_promptly


def test_connections_taken_in_afterwards_send_at_once() -> None:
    with socket.socket() as listener, socket.socket() as silent:  # as Streamlit makes it: no protocol named
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        assert send_promptly() >= 1
        with socket.create_connection(listener.getsockname()), listener.accept()[0] as taken_in:
            assert taken_in.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        assert not silent.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
