// A browser gives one site six connections, and every open stream takes one of them.
//
// Hidden tabs hold none. Of several windows in view, the four that opened their stream last keep it;
// the others ask every few seconds, so that there is always a connection left to act with.
const MOST = 4;
const channel = "BroadcastChannel" in window ? new BroadcastChannel("clash-streams") : null;
let newer = 0;
let giveWay = null;

/** Say that this page has opened a stream; `act` is called when four others have done so after it. */
export function opened(act) {
  newer = 0;
  giveWay = act;
  channel?.postMessage("opened");
}

channel?.addEventListener("message", () => {
  newer += 1;
  if (newer === MOST) giveWay?.();
});
