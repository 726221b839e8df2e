import { register } from "node:module";
import { pathToFileURL } from "node:url";

// WebRTC is a compiled part, which npm would fetch from elsewhere: its module says that there is
// none, as in a browser without it.
const nothing = "export let RTCPeerConnection, RTCSessionDescription, RTCIceCandidate;";
const hooks = `export function resolve(name, context, next) {
  if (name !== "webrtc-polyfill") return next(name, context);
  return { url: ${JSON.stringify(`data:text/javascript,${nothing}`)}, shortCircuit: true };
}`;
register(`data:text/javascript,${encodeURIComponent(hooks)}`);

/** Loads a module of a package that is installed in a folder of its own. */
export function loadNpmClient(folder, file) {
  return import(pathToFileURL(`${folder}/node_modules/${file}`).href);
}
