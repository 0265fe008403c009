/** Six lower-case hex octets with colons: `a4:83:e7:00:12:9f`. */
export type MacAddress = string;
/** Dotted decimal, four octets, no leading zeros: `192.0.2.7`. */
export type Ipv4Address = string;
