/*
 * How many alerts of each urgency a day should do with. Nothing refuses the next one: a reader's patience is spent by
 * people, and the desk shows them how much of it is left.
 */
export const ALERTS_A_DAY = { flash: 3, breaking: 12 } as const;
