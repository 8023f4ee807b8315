import type { IncomingMessage, ServerResponse } from "node:http";
import type { RequestHandler } from "express";
import helmet from "helmet";

/** Puts what every answer carries onto one, whoever gives it. */
export type Dress = (request: IncomingMessage, response: ServerResponse, next: () => void) => void;

const NOBODY = ["'none'"];
const OURSELVES = ["'self'"];
/** What the paper's pages never ask a device for, so that nothing that slips into one can. */
const NO_POWERS = [
  ...["accelerometer", "camera", "display-capture", "geolocation", "gyroscope", "magnetometer"],
  ...["microphone", "midi", "payment", "usb"],
]
  .map((power) => `${power}=()`)
  .join(", ");

/**
 * The headers that keep a browser from doing what the paper never wants: running what an editor or a reader typed,
 * asking other people's servers, being framed. Everything is the paper's own; there is no inline script or style.
 *
 * Not helmet's `no-referrer`: under it a browser sends `Origin: null` with the paper's own forms, and they would be
 * refused. HSTS, and rewriting http: to https:, only where the paper itself is https.
 */
export function securityHeaders({ publicUrl }: { publicUrl: string }): Dress {
  const isSecure = publicUrl.startsWith("https:");
  const dress = helmet({
    contentSecurityPolicy: { useDefaults: false, directives: contentPolicy(publicUrl) },
    strictTransportSecurity: isSecure && { maxAge: 365 * 24 * 60 * 60, includeSubDomains: false },
    referrerPolicy: { policy: "strict-origin-when-cross-origin" },
    crossOriginResourcePolicy: { policy: "cross-origin" }, // feeds and API are made to be read from elsewhere
    xFrameOptions: { action: "deny" },
  });
  return (request, response, next) => {
    response.setHeader("Permissions-Policy", NO_POWERS);
    dress(request, response, next);
  };
}

/** For the page that draws the API's description: its library is not built for Trusted Types. */
export function documentationPolicy({ publicUrl }: { publicUrl: string }): RequestHandler {
  const { requireTrustedTypesFor, trustedTypes, ...directives } = contentPolicy(publicUrl);
  return helmet.contentSecurityPolicy({ useDefaults: false, directives });
}

/** The one style that the script of that page writes into it, of this version. */
const BOARD_STYLE = "'sha256-r2N1TB/gHbBtBZFKg7ejmq1acVSREzucTAEw6ga4hoU='";

/** For the page of the queues: its library, too, is not built for Trusted Types, and finds its files by a base of ours. */
export function boardPolicy({ publicUrl }: { publicUrl: string }): RequestHandler {
  const { requireTrustedTypesFor, trustedTypes, ...directives } = contentPolicy(publicUrl);
  const board = { baseUri: OURSELVES, styleSrc: [...OURSELVES, BOARD_STYLE] };
  return helmet.contentSecurityPolicy({ useDefaults: false, directives: { ...directives, ...board } });
}

function contentPolicy(publicUrl: string) {
  return {
    defaultSrc: OURSELVES,
    scriptSrc: OURSELVES,
    styleSrc: OURSELVES,
    fontSrc: OURSELVES,
    imgSrc: ["'self'", "data:"],
    connectSrc: ["'self'", publicUrl.replace(/^http/, "ws")], // Safari before 15.4 does not count ws: as 'self'
    mediaSrc: ["'self'", "blob:"],
    objectSrc: NOBODY,
    baseUri: NOBODY,
    formAction: OURSELVES,
    frameAncestors: NOBODY,
    requireTrustedTypesFor: ["'script'"],
    trustedTypes: ["london-daily"],
  };
}
