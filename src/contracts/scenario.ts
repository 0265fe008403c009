import type { Ipv4Address, MacAddress } from "./address.js";
import type { Host, RemoteHost } from "./framing.js";

/** A URL Wiretale can fetch: http, a host name (punycode) or a literal IPv4 address, a port, a path with query. */
export interface TargetUrl {
  /** Canonical text: `http://example.com/index.html`. */
  readonly href: string;
  readonly host: string;
  readonly isLiteralAddress: boolean;
  readonly port: number;
  /** Path and query, at least `/`. */
  readonly path: string;
}

/**
 * A day in the life with every name looked up and every default settled, but nothing that the frames are to teach: the
 * router's MAC and the site's address are present only where the endpoints file *fixes* them.
 */
export interface ResolvedScenario {
  readonly name: string;
  readonly url: TargetUrl;
  readonly client: Host & {
    readonly mac: MacAddress;
    /** Length of the network prefix. */ readonly prefixLength: number;
  };
  readonly router: RemoteHost & { /** Fixed by the endpoints file. */ readonly mac?: MacAddress };
  /** The router itself, or a host beyond it. */
  readonly nameServer: RemoteHost;
  readonly site: Omit<RemoteHost, "ip"> & {
    /** Fixed by the endpoints file, or literal in the URL. */ readonly addresses?: readonly Ipv4Address[];
  };
  /** The status the site answers with. */
  readonly response: { readonly code: number; readonly reasonPhrase: string };
}
