export interface LaunchArguments {
  /** Posts stories by itself, so that there is something to watch. */
  isDemo: boolean;
  /** Fills an empty paper with the sample edition. */
  hasSample: boolean;
}

export const USAGE = `Usage: npm start [-- OPTIONS]
  --demo        post a story every few seconds, to watch it arrive
  --no-sample   leave an empty paper empty`;

/** Reads what stands after `npm start --`; undefined when there is anything it does not know. */
export function readArguments(args: readonly string[]): LaunchArguments | undefined {
  const known = ["--demo", "--no-sample"];
  if (args.some((argument) => !known.includes(argument))) return undefined;
  return { isDemo: args.includes("--demo"), hasSample: !args.includes("--no-sample") };
}
