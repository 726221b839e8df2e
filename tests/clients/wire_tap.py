"""Listens on the tracker's link and prints each HTTP exchange with the tracker as a line of JSON.

A listener changes nothing: the clients talk to the tracker directly, from their own addresses.
Arguments: the interface, the tracker's port. Ends with its standard input.
"""

import base64
import json
import re
import socket
import struct
import sys
import threading
import os

ETH_P_ALL, ETH_P_IP, ETH_P_IPV6, TCP = 3, 0x0800, 0x86DD, 6
FIN, SYN, RST = 1, 2, 4


class Stream:
    """One direction of a TCP connection, put in order."""

    def __init__(self, first):
        self.next, self.early, self.data = first, {}, b""

    def take(self, at, payload):
        self.early[at] = max(payload, self.early.get(at, b""), key=len)
        for start in sorted(self.early, key=lambda seq: (seq - self.next + 2**31) % 2**32):
            behind = (self.next - start + 2**31) % 2**32 - 2**31
            if behind < 0:
                return
            fresh = self.early.pop(start)[behind:]
            self.data += fresh
            self.next = (self.next + len(fresh)) % 2**32

    def message(self):
        """Cuts off the first whole HTTP message: head and body, or None."""
        head, end, rest = self.data.partition(b"\r\n\r\n")
        length = re.search(rb"(?im)^content-length: *(\d+)", head)
        size = int(length[1]) if length else 0
        if not end or len(rest) < size:
            return None
        self.data = rest[size:]
        return head, rest[:size]


class Connection:
    def __init__(self, client):
        self.client, self.asked, self.streams = client, [], {}

    def read(self):
        asking, answering = self.streams.get("ask"), self.streams.get("answer")
        while asking and (message := asking.message()):
            self.asked.append(message[0].decode("latin1"))
        while self.asked and answering and (message := answering.message()):
            tell(self.client, self.asked.pop(0), message[1])

    def end(self):
        for request in self.asked:
            tell(self.client, request, None)
        self.asked = []


def tell(client, request, body):
    agent = re.search(r"(?im)^user-agent: *(.*?)\r?$", request)
    exchange = {
        "client": client,
        "target": request.split(" ")[1],
        "userAgent": agent[1] if agent else "",
        "body": None if body is None else base64.b64encode(body).decode(),
    }
    print(json.dumps(exchange), flush=True)


def packet_of(frame, kind):
    """Addresses and the TCP part of an IP packet, or None."""
    if kind == ETH_P_IP and frame[9] == TCP:
        head, size = (frame[0] & 15) * 4, struct.unpack("!H", frame[2:4])[0]
        texts = [socket.inet_ntop(socket.AF_INET, frame[at : at + 4]) for at in (12, 16)]
        return *texts, frame[head : size or None]
    if kind == ETH_P_IPV6 and frame[6] == TCP:
        size = struct.unpack("!H", frame[4:6])[0]
        texts = [socket.inet_ntop(socket.AF_INET6, frame[at : at + 16]) for at in (8, 24)]
        return *texts, frame[40 : 40 + size if size else None]
    return None


def listen(interface, port):
    wire = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(ETH_P_ALL))
    wire.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8 << 20)
    wire.bind((interface, 0))
    print('"ready"', flush=True)
    connections = {}
    while True:
        frame, (_, kind, *_rest) = wire.recvfrom(1 << 17)
        packet = packet_of(frame, kind)
        if packet is None:
            continue
        source, target, tcp = packet
        source_port, target_port, seq = struct.unpack("!HHI", tcp[:8])
        if port not in (source_port, target_port):
            continue
        asking = target_port == port
        client = (source, source_port) if asking else (target, target_port)
        flags, payload = tcp[13], tcp[(tcp[12] >> 4) * 4 :]
        if asking and flags & SYN:
            connections[client] = Connection(source)
        connection = connections.get(client)
        if connection is None:
            continue
        name = "ask" if asking else "answer"
        if flags & SYN:
            connection.streams[name] = Stream((seq + 1) % 2**32)
        elif payload and name in connection.streams:
            connection.streams[name].take(seq, payload)
            connection.read()
        # The tracker's end of a connection: what it has not answered by now, it never will.
        if flags & RST or (flags & FIN and not asking):
            connection.end()


def leave_with_input():
    sys.stdin.read()
    os._exit(0)


threading.Thread(target=leave_with_input, daemon=True).start()
listen(sys.argv[1], int(sys.argv[2]))
