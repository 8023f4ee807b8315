/** Who has a text open; the first of those who hold it is the one who writes. */
export interface Present {
  tab: string;
  name: string;
  holds: boolean;
}

/** What a page says of itself, every few seconds: which text it has open, and that it takes it over from whoever has it. */
export interface Attendance {
  /** A story's id, or the draft's of one that is not out. */
  text: string;
  /** This open page; made by itself. */
  tab: string;
  takesOver: boolean;
}
