const LINK = /(<a (?:[^>]*? )?href=")([^"]*)"/g;

/** A body's links as they lead from anywhere: `/section/uk` means nothing in somebody else's program. */
export function absoluteLinks(bodyHtml: string, baseUrl: string): string {
  return bodyHtml.replace(LINK, (whole, before: string, href: string) =>
    URL.canParse(href, baseUrl) ? `${before}${new URL(href, baseUrl).href}"` : whole,
  );
}
