export interface Welcome {
  publicUrl: string;
  /** The link by which the first admin comes in; null: there are accounts. */
  firstRun: string | null;
  /** Undefined when EDITOR_TOKEN came from outside: whoever set it knows it. */
  tokenFile: string | undefined;
  logDir: string;
}

/** What a newcomer needs once everything runs: where the paper is, how to sign in, to post, to watch, to stop. */
export function welcome({ publicUrl, firstRun, tokenFile, logDir }: Welcome): string {
  const token = tokenFile === undefined ? "$EDITOR_TOKEN" : `$(cat ${quoted(tokenFile)})`;
  const setUp =
    firstRun === null
      ? ""
      : `  Set it up   ${firstRun}\n              (once, within a day: it makes you the desk's first admin)\n`;
  return `
  The paper   ${publicUrl}/
  The desk    ${publicUrl}/desk
${setUp}
  Post a story, and see it arrive on every open page:

curl -X POST ${publicUrl}/v1/stories \\
  -H "Authorization: Bearer ${token}" \\
  -H "Content-Type: application/json" \\
  -H "Idempotency-Key: first-story-$(date +%s)" \\
  -d '{"headline":"Thames Barrier closed as spring tide meets storm","section":"UK","urgency":"breaking"}'

  Watch       curl -N ${publicUrl}/v1/events/stream
  Logs        ${logDir}
  Stop        Ctrl-C
`;
}

function quoted(path: string): string {
  return /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`;
}
