/** Names are compared without regard to case (RFC 4343) and to a final dot. */
export function sameDnsName(one: string, other: string): boolean {
  return canonicalName(one) === canonicalName(other);
}

export function canonicalName(name: string): string {
  const lower = name.toLowerCase();
  return lower.length > 1 && lower.endsWith(".") ? lower.slice(0, -1) : lower;
}
