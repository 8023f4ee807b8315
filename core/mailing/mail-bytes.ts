import { randomBytes } from "node:crypto";
import MimeNode from "nodemailer/lib/mime-node";
import { encode, wrap } from "nodemailer/lib/qp";

/*
 * One drawn mail for ten thousand readers.
 *
 * Promise   Drawing, encoding and folding are done once for an issue; a reader's own mail costs two copies of bytes.
 * Idea      Both texts are quoted-printable with a mark where a reader's link belongs. A soft line break before and after
 *           keeps every line short, whatever the link's length, so the pieces between the marks never change.
 * Not so    Composing each mail anew: 2 ms of a processor each, more than sending it costs.
 */

/** A text that stands where a reader's own link will stand. Letters and digits only: no encoding changes it. */
export interface LinkMarks {
  preferences: string;
  unsubscribe: string;
}

export interface MailForMany {
  /** The whole mail; the headers' texts may have any characters. */
  bytesFor(headers: MailHeaders, links: LinkMarks): Buffer;
}

export interface MailHeaders {
  from: { name: string; address: string };
  to: string;
  subject: string;
  messageId: string;
  date: Date;
  others: Record<string, string>;
}

/** Marks that no editor can have typed. */
export function makeMarks(): LinkMarks {
  const secret = randomBytes(8).toString("hex");
  return { preferences: `preferences${secret}`, unsubscribe: `unsubscribe${secret}` };
}

export function mailForMany(drawn: { html: string; text: string }, marks: LinkMarks): MailForMany {
  const text = pieces(drawn.text, marks);
  const html = pieces(drawn.html, marks);
  return {
    bytesFor(headers, links) {
      const boundary = `=_${randomBytes(12).toString("hex")}`;
      const part = (type: string, body: string): string =>
        `--${boundary}\r\nContent-Type: ${type}; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n${body}\r\n`;
      return Buffer.from(
        `${headerLines(headers, boundary)}\r\n\r\n${part("text/plain", filled(text, links))}${part("text/html", filled(html, links))}--${boundary}--\r\n`,
        "latin1",
      );
    },
  };
}

type Piece = string | { link: keyof LinkMarks };

function pieces(body: string, marks: LinkMarks): Piece[] {
  const encoded = encode(body.replace(/\r?\n/g, "\r\n"));
  const mark = new RegExp(`(${marks.preferences}|${marks.unsubscribe})`);
  return encoded.split(mark).map((piece) => {
    if (piece === marks.preferences) return { link: "preferences" };
    return piece === marks.unsubscribe ? { link: "unsubscribe" } : wrap(piece);
  });
}

function filled(body: Piece[], links: LinkMarks): string {
  return body.map((piece) => (typeof piece === "string" ? piece : wrap(encode(links[piece.link])))).join("=\r\n");
}

/** By nodemailer's own encoder: a header of several lines, or of a stranger's making, cannot come of any of the texts. */
function headerLines({ from, to, subject, messageId, date, others }: MailHeaders, boundary: string): string {
  const node = new MimeNode(`multipart/alternative; boundary="${boundary}"`);
  node.setHeader([
    { key: "From", value: { name: from.name, address: from.address } as unknown as string },
    { key: "To", value: { name: "", address: to } as unknown as string },
    ...[
      { key: "Subject", value: subject },
      { key: "Message-ID", value: messageId },
    ],
    ...Object.entries(others).map(([key, value]) => ({ key, value })),
    { key: "Date", value: date.toUTCString().replace("GMT", "+0000") },
  ]);
  return node.buildHeaders();
}
