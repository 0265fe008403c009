/** What one page holds: more would open slowly, and be a large file. What is beyond is said on the page. */
export interface PageBounds {
  readonly frames: number;
  /** Octets of all frames together. */
  readonly octets: number;
  readonly facts: number;
  readonly roundTrips: number;
  /** Findings listed of one rule. */
  readonly findingsPerRule: number;
}

export const pageBounds: PageBounds = {
  frames: 20_000,
  octets: 16 * 1024 * 1024,
  facts: 200,
  roundTrips: 20_000,
  findingsPerRule: 200,
};
