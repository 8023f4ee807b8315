/** A picture of a story for sites where it is shared: the size that all of them take. */
export const CARD = { width: 1200, height: 630 } as const;

/** What a card says. */
export interface CardWords {
  name: string;
  tagline: string;
  /** Empty: the paper's own card. */
  headline: string;
  section: string;
  /** "Unconfirmed", or empty. */
  label: string;
}
