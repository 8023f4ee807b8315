export interface Welcome {
  publicUrl: string;
  /** Undefined when EDITOR_TOKEN came from outside: whoever set it knows it. */
  tokenFile: string | undefined;
  logDir: string;
}

/** What a newcomer needs once everything runs: where the paper is, how to post, how to watch, how to stop. */
export function welcome({ publicUrl, tokenFile, logDir }: Welcome): string {
  const token = tokenFile === undefined ? "$EDITOR_TOKEN" : `$(cat ${quoted(tokenFile)})`;
  return `
  The paper   ${publicUrl}/

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
