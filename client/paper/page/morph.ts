/**
 * Makes `from` look like `to` and touches only what differs, so that focus, a selection and the place being read stay
 * where they are while a story changes under them. Children that are equal at both ends are left alone; those between
 * are changed pairwise, since a story's parts come in one order.
 */
export function morph(from: Element, to: Element): void {
  copyAttributes(from, to);
  const old = [...from.childNodes];
  const fresh = [...to.childNodes];
  const shorter = Math.min(old.length, fresh.length);
  let head = 0;
  while (head < shorter && areEqual(old[head], fresh[head])) head++;
  let tail = 0;
  while (tail < shorter - head && areEqual(old.at(-1 - tail), fresh.at(-1 - tail))) tail++;

  const behind = old[old.length - tail] ?? null;
  const replaced = old.slice(head, old.length - tail);
  const replacing = fresh.slice(head, fresh.length - tail);
  replacing.forEach((node, at) => {
    const present = replaced[at];
    if (!present) from.insertBefore(node, behind);
    else if (present instanceof Element && node instanceof Element && present.tagName === node.tagName)
      morph(present, node);
    else present.replaceWith(node);
  });
  for (const surplus of replaced.slice(replacing.length)) surplus.remove();
}

function areEqual(a: Node | undefined, b: Node | undefined): boolean {
  return a !== undefined && b !== undefined && a.isEqualNode(b);
}

function copyAttributes(from: Element, to: Element): void {
  for (const { name } of [...from.attributes]) if (!to.hasAttribute(name)) from.removeAttribute(name);
  for (const { name, value } of to.attributes) if (from.getAttribute(name) !== value) from.setAttribute(name, value);
}
