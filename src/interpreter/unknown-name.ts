import { didYouMean } from "./did-you-mean.js";
import { layerByName, layerSpecs } from "./layers/layer-table.js";
import type { FieldSpec } from "./layers/layer-spec.js";
import { modules, prelude } from "./prelude.js";

/** Words of other languages, and names of layers elsewhere, with what Python or Scapy calls them. */
const otherWords: ReadonlyMap<string, string> = new Map([
  ["true", "write True"],
  ["false", "write False"],
  ["null", "write None"],
  ["nil", "write None"],
  ["none", "write None"],
  ["undefined", "write None"],
  ["nan", 'write float("nan")'],
  ["__name__", "remove this `if` and its indentation: the script is run as it stands"],
  ["__file__", "remove it: a packet script has no file"],
  ["python", "remove this line"],
  ["py", "remove this line"],
  ["ipv4", "did you mean IP?"],
  ["ethernetii", "did you mean Ether?"],
  ["ethernetframe", "did you mean Ether?"],
  ["mac", "did you mean Ether?"],
  ["icmpv4", "did you mean ICMP?"],
  ["vlan", "did you mean Dot1Q?"],
  ["dnsquery", "did you mean DNSQR?"],
  ["dnsquestion", "did you mean DNSQR?"],
  ["dnsanswer", "did you mean DNSRR?"],
  ["dnsresponse", "write DNS(qr=1, an=DNSRR(…))"],
  ["dnsrequest", "write DNS(rd=1, qd=DNSQR(…))"],
  ["raw", "did you mean Raw?"],
  ["payload", 'write Raw(load="…")'],
  ["data", 'write Raw(load="…")'],
  ["html", 'write Raw(load="…")'],
  ["body", 'write Raw(load="…")'],
]);
/** Modules of Python that packet scripts lack, where another does the same. */
const otherModules: ReadonlyMap<string, string> = new Map([
  ["datetime", "use time.time()"],
  ["secrets", "use random: random.randbytes(4), random.randint(0, 65535)"],
  ["uuid", "use random: random.randbytes(16)"],
  ["string", 'write the letters out: "abcdefghijklmnopqrstuvwxyz"'],
  ["np", "use random and math"],
  ["numpy", "use random and math"],
  ["hashlib", "write the digest out as bytes or text"],
  ["base64", "write the encoded text out"],
  ["json", "write the text out"],
  ["itertools", "use for loops"],
  ["ipaddress", 'write addresses as text: "192.0.2.%d" % number'],
]);

/** What to write instead of a name that nothing defines; `field` is the one that it was given to. */
export function unknownNameHint(
  name: string,
  isCalled: boolean,
  bound: Iterable<string>,
  field?: FieldSpec,
): string {
  const simple = name.toLowerCase().replaceAll("_", "");
  const word = otherWords.get(name.toLowerCase()) ?? otherWords.get(simple);
  if (word !== undefined && !(isCalled && /^(?:true|false|null|none)$/.test(simple))) return word;
  const module = otherModules.get(name);
  if (module !== undefined) return `packet scripts have no module ${name}: ${module}`;
  const alias = layerByName.get(name)?.name;
  if (alias !== undefined) return `did you mean ${alias}?`;
  // A name that begins like a class means a layer before a function or variable.
  const isClassLike = /^[A-Z]/.test(name);
  const classes = layerSpecs.map((spec) => spec.name);
  const others = [...bound, ...prelude.keys()];
  const near =
    didYouMean(name, isClassLike ? [...classes, ...others] : others) ??
    (isCalled ? didYouMean(name, classes) : undefined);
  if (near !== undefined) return near;
  if (isCalled && isClassLike)
    return `no such layer: octets of any other protocol go into Raw(load=b"…"); known layers: ${shortList(classes)}`;
  if (isCalled) return `no such function; modules: ${[...modules.keys()].slice(0, 6).join(", ")}`;
  const quoted = name.slice(0, 40);
  if (field !== undefined && /^\d+ bits?$/.test(field.type.description))
    return `write a number, which ${field.name} takes (${field.type.description}), or assign ${quoted} on a line above`;
  return `assign it on a line above, or put text in quotes: "${quoted}"`;
}

function shortList(words: readonly string[]): string {
  return words.filter((word) => !word.endsWith("error")).join(", ");
}
