/** What a workflow history holds in place of bytes: enough to fetch them from the artifact store and to check them. */
export interface ArtifactRef {
  /** `sha256:` and 64 lower-case hex digits of the bytes: the artifact's name. */
  readonly digest: string;
  /** Octets. */
  readonly size: number;
  readonly mediaType: string;
}

export const mediaTypes = {
  pcap: "application/vnd.tcpdump.pcap",
  json: "application/json",
  jsonLines: "application/x-ndjson",
  script: "text/x-python; charset=utf-8",
  text: "text/plain; charset=utf-8",
} as const;
