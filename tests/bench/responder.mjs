// A tracker that does not think: the same reply to everything. What the load generator reaches
// with it is the generator's own ceiling.
import { createServer } from "node:net";

const peers = Buffer.alloc(300, 7);
const body = Buffer.concat([
  Buffer.from("d8:completei25e10:incompletei25e8:intervali1800e5:peers300:"),
  peers,
  Buffer.from("e"),
]);
const replyFor = (connection) =>
  Buffer.concat([
    Buffer.from(
      `HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\nConnection: ${connection}\r\n\r\n`,
    ),
    body,
  ]);
const reply = replyFor("keep-alive");
const lastReply = replyFor("close");

createServer({ noDelay: true }, (socket) => {
  socket.on("data", (chunk) => {
    // No pipelining, and requests are smaller than a segment: a chunk is a request.
    if (chunk.includes("Connection: close")) socket.end(lastReply);
    else socket.write(reply);
  });
  socket.on("error", () => socket.destroy());
}).listen(Number(process.argv[2]), "127.0.0.1", () => process.send?.("ready"));
