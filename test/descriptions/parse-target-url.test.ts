import { describe, expect, it } from "vitest";
import { UsageError } from "../../src/contracts/errors.js";
import { parseTargetUrl } from "../../src/descriptions/parse-target-url.js";

describe("parseTargetUrl", () => {
  it.each([
    ["http://example.com", "http://example.com/", "example.com", 80, "/"],
    ["HTTP://Example.COM:80/a?b=c#d", "http://example.com/a?b=c", "example.com", 80, "/a?b=c"],
    ["http://example.com.:8080/x//y", "http://example.com:8080/x//y", "example.com", 8080, "/x//y"],
    [
      "http://bücher.example/ü",
      "http://xn--bcher-kva.example/%C3%BC",
      "xn--bcher-kva.example",
      80,
      "/%C3%BC",
    ],
    ["  http://93.184.216.34/ ", "http://93.184.216.34/", "93.184.216.34", 80, "/"],
    ["http://0x5DB8D822/", "http://93.184.216.34/", "93.184.216.34", 80, "/"],
    ["http://host_1/", "http://host_1/", "host_1", 80, "/"],
  ])("reads %s", (text, href, host, port, path) => {
    const isLiteralAddress = host === "93.184.216.34";
    expect(parseTargetUrl(text)).toEqual({ href, host, isLiteralAddress, port, path });
  });

  it.each([
    ["https://example.com/", "https is not supported"],
    ["ftp://example.com/", "only http"],
    ["example.com", "no scheme"],
    ["localhost:8080/x", "no scheme"],
    ["http://", "not a URL"],
    ["", "not a URL"],
    ["http://user@example.com/", "user name"],
    ["http://:secret@example.com/", "password"],
    ["http://localhost/", "stays on the host"],
    ["http://app.localhost/", "stays on the host"],
    ["http://[::1]/", "IPv6"],
    ["http://127.0.0.1/", "loopback"],
    ["http://127.1/", "loopback"],
    ["http://224.0.0.251/", "multicast"],
    ["http://255.255.255.255/", "broadcast"],
    ["http://240.0.0.1/", "reserved"],
    ["http://0.0.0.0/", "this network"],
    ["http://169.254.3.4/", "link-local"],
    ["http://a..b/", "not a host name"],
    [`http://${"a".repeat(64)}.example/`, "not a host name"],
    [`http://example.com/${"a".repeat(1000)}`, "1001 characters"],
    ["http://example.com:0/", "port 0"],
    ["http://example.com:99999/", "not a URL"],
  ])("refuses %s", (text, message) => {
    const read = () => parseTargetUrl(text);
    expect(read).toThrow(UsageError);
    expect(read).toThrow(message);
    try {
      read();
    } catch (error) {
      expect((error as UsageError).hint).toBeTruthy();
      expect((error as UsageError).message).not.toMatch(/\n/);
    }
  });

  it.each([
    ["http://ann:s3cret@example.com/@x", '"http://example.com/@x" holds a user name or password'],
    ["https://ann:s3cret@example.com/", '"https://example.com/": https'],
    ["http:\\\\ann:s3cret@example.com/", "example.com"],
    ["ann:s3cret@example.com", '"example.com"'],
    ["http://ann:s3cret/x@example.com/", '"http://example.com/" is not a URL'],
    ["http://ann:s3cret@example.com:99999/", '"http://example.com:99999/" is not a URL'],
  ])("repeats no password of %s", (text, message) => {
    expect(() => parseTargetUrl(text)).toThrow(message);
    expect(() => parseTargetUrl(text)).not.toThrow("s3cret");
  });
});
