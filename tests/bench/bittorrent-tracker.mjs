// npm's bittorrent-tracker with its defaults, HTTP only. It keeps no accounts.
import { pathToFileURL } from "node:url";

const [folder, port] = process.argv.slice(2);
// The server alone: the package's main file also loads a WebRTC client, which needs a compiler.
const entry = `${folder}/node_modules/bittorrent-tracker/server.js`;
const { default: Server } = await import(pathToFileURL(entry).href);

const server = new Server({ http: true, udp: false, ws: false, stats: false });
// Its warnings are about clients; the load generator counts the replies that they get.
server.on("warning", () => {});
server.on("error", (error) => {
  process.stderr.write(`${error.message}\n`);
});
server.listen(Number(port), "127.0.0.1", () => process.send?.("ready"));
