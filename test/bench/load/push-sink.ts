import { createServer } from "node:https";
import { selfMadeCertificate } from "../../support/push/self-made-certificate.ts";

/*
 * A push service that takes everything, so many milliseconds after it came, in a process of its own. Says where it
 * listens and by what certificate; asked "count", how many it took. Ended with its parent.
 */

const latencyMs = Number(process.argv[2]);
const certificate = selfMadeCertificate();
let taken = 0;

const server = createServer(certificate, (request, response) => {
  request.resume();
  request.on("end", () => {
    taken++;
    const answer = () => response.writeHead(201).end();
    if (latencyMs > 0) setTimeout(answer, latencyMs);
    else answer();
  });
});
server.listen(0, "127.0.0.1", () => process.send?.({ address: server.address(), cert: certificate.cert }));
process.on("message", () => process.send?.({ taken }));
process.on("disconnect", () => process.exit());
