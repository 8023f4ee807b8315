/** A published story that another one may lead its readers to. */
export interface RelatedChoice {
  story: string;
  headline: string;
  section: string;
  /** When it was published. */
  at: string;
}

/** `GET /v1/desk/related` */
export interface RelatedChoices {
  /** What goes with the text, the closest first. */
  suggested: RelatedChoice[];
  /** Of those that were chosen, the ones that readers can still see. */
  chosen: RelatedChoice[];
}

export const MOST_RELATED = 10;
