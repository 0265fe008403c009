/** What to write instead of text that is no address of the kind a field needs. */

const mac = /^[0-9a-f]{2}(?:[:-][0-9a-f]{2}){5}$/i;
const ipv4 = /^\d{1,3}(?:\.\d{1,3}){3}$/;
const hostName = /^[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}\.?$/i;
const lookedUp = "host names are not looked up here";

export function ipv4Hint(text: string, fieldName: string): string {
  if (fieldName === "rdata") {
    return text.includes(":")
      ? 'an A record holds an IPv4 address; for an IPv6 one write type="AAAA"'
      : `an A record needs an IPv4 address, such as rdata="192.0.2.1"; for a name write type="CNAME"`;
  }
  if (mac.test(text))
    return 'this is a MAC address: Ether and ARP\'s hwsrc and hwdst take it; here write as in "192.0.2.1"';
  if (/^[0-9a-f]*:[0-9a-f:.]*$/i.test(text))
    return `an IPv6 address belongs into IPv6: IPv6(src="${text.slice(0, 45)}")`;
  if (ipv4.test(text)) {
    const large = text.split(".").find((part) => Number(part) > 255);
    if (large !== undefined) return `${large} is larger than 255`;
  }
  if (/^\d{1,3}(?:\.\d{1,3}){3}:\d+$/.test(text)) return "a port belongs into TCP or UDP: TCP(dport=80)";
  if (text === "") return 'write an address, such as "192.0.2.1"';
  if (hostName.test(text)) return `${lookedUp}: write its address, such as "192.0.2.1"`;
  return `write four numbers from 0 to 255 with dots, such as "192.0.2.1"; ${lookedUp}`;
}

export function macHint(text: string): string {
  const digits = text.replace(/[^0-9a-f]/gi, "");
  if (ipv4.test(text))
    return 'this is an IPv4 address: IP(src=…) and ARP(psrc=…) take it; a MAC address is written "02:00:5e:10:00:01"';
  if (/broadcast|any|all/i.test(text)) return 'write "ff:ff:ff:ff:ff:ff"';
  if (/^[0-9a-f.\-\s']+$/i.test(text) && digits.length === 12)
    return `write it with colons: "${(digits.match(/../g) ?? []).join(":").toLowerCase()}"`;
  return 'write six pairs of hexadecimal digits (0-9, a-f) with colons: "02:00:5e:10:00:01"';
}

export function ipv6Hint(text: string, fieldName: string): string {
  if (fieldName === "rdata") {
    return ipv4.test(text)
      ? 'an AAAA record holds an IPv6 address; for an IPv4 one write type="A"'
      : 'an AAAA record needs an IPv6 address, such as rdata="2001:db8::1"; for a name write type="CNAME"';
  }
  if (ipv4.test(text)) return `an IPv4 address belongs into IP: IP(src="${text}")`;
  if (hostName.test(text)) return `${lookedUp}: write its address, such as "2001:db8::1"`;
  return `write groups of hexadecimal digits with colons, such as "2001:db8::1"; ${lookedUp}`;
}
