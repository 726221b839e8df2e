"""Listens on the tracker's link and prints each exchange with the tracker as a line of JSON.

What goes over UDP (BEP 15) is printed as if it had gone over HTTP.

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
import urllib.parse
import os

ETH_P_ALL, ETH_P_IP, ETH_P_IPV6, TCP, UDP = 3, 0x0800, 0x86DD, 6, 17
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
            tell_request(self.client, self.asked.pop(0), message[1])

    def end(self):
        for request in self.asked:
            tell_request(self.client, request, None)
        self.asked = []


class Datagrams:
    """Announces over UDP. Connects tell nothing, and a packet that is sent again counts once."""

    ANNOUNCE, ERROR, EVENTS = 1, 3, ("", "completed", "started", "stopped")

    def __init__(self):
        self.asked = {}

    def ask(self, client, packet):
        if len(packet) < 98 or packet[8:12] != struct.pack("!I", self.ANNOUNCE):
            return
        counted = struct.unpack("!QQQI", packet[56:84])
        names = ("downloaded", "left", "uploaded")
        fields = dict(zip(names, counted), event=self.EVENTS[counted[3]])
        fields.update(info_hash=packet[16:36], peer_id=packet[36:56])
        query = urllib.parse.urlencode(fields, quote_via=urllib.parse.quote)
        self.asked[client, packet[12:16]] = f"/announce?{query}"

    def answer(self, client, packet):
        (action,) = struct.unpack("!I", packet[:4])
        target = self.asked.pop((client, packet[4:8]), None)
        if target is None:
            return
        if action == self.ERROR:
            body = b"d14:failure reason%d:%se" % (len(packet) - 8, packet[8:])
        else:
            name = b"6:peers6" if ":" in client[0] else b"5:peers"
            body = b"d%s%d:%se" % (name, len(packet) - 20, packet[20:])
        tell(client[0], target, body, is_udp=True)


def tell(client, target, body, agent="", is_udp=False):
    exchange = {
        "client": client,
        "isUdp": is_udp,
        "target": target,
        "userAgent": agent,
        "body": None if body is None else base64.b64encode(body).decode(),
    }
    print(json.dumps(exchange), flush=True)


def tell_request(client, request, body):
    agent = re.search(r"(?im)^user-agent: *(.*?)\r?$", request)
    tell(client, request.split(" ")[1], body, agent[1] if agent else "")


def packet_of(frame, kind):
    """Addresses, protocol and payload of an IP packet of TCP or UDP, or None."""
    if kind == ETH_P_IP and frame[9] in (TCP, UDP):
        head, size = (frame[0] & 15) * 4, struct.unpack("!H", frame[2:4])[0]
        texts = [socket.inet_ntop(socket.AF_INET, frame[at : at + 4]) for at in (12, 16)]
        return *texts, frame[9], frame[head : size or None]
    if kind == ETH_P_IPV6 and frame[6] in (TCP, UDP):
        size = struct.unpack("!H", frame[4:6])[0]
        texts = [socket.inet_ntop(socket.AF_INET6, frame[at : at + 16]) for at in (8, 24)]
        return *texts, frame[6], frame[40 : 40 + size if size else None]
    return None


def listen(interface, port):
    wire = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(ETH_P_ALL))
    wire.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8 << 20)
    wire.bind((interface, 0))
    print('"ready"', flush=True)
    connections, datagrams = {}, Datagrams()
    while True:
        frame, (_, kind, *_rest) = wire.recvfrom(1 << 17)
        packet = packet_of(frame, kind)
        if packet is None:
            continue
        source, target, protocol, part = packet
        source_port, target_port = struct.unpack("!HH", part[:4])
        if port not in (source_port, target_port):
            continue
        asking = target_port == port
        client = (source, source_port) if asking else (target, target_port)
        if protocol == TCP:
            follow(connections, client, asking, part)
        elif asking:
            datagrams.ask(client, part[8:])
        else:
            datagrams.answer(client, part[8:])


def follow(connections, client, asking, tcp):
    """Takes a segment of a connection."""
    seq, flags, payload = struct.unpack("!I", tcp[4:8])[0], tcp[13], tcp[(tcp[12] >> 4) * 4 :]
    if asking and flags & SYN:
        connections[client] = Connection(client[0])
    connection = connections.get(client)
    if connection is None:
        return
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
