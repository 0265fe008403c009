import { didYouMean } from "./did-you-mean.js";
import type { DiagnosticCode } from "./diagnostic-codes.js";
import type { Complaint } from "./diagnostic.js";
import { whyNotKnown } from "./layers/layer-table.js";
import type { FieldSpec } from "./layers/layer-spec.js";
import { fieldSite } from "./layers/layer-value.js";
import type { FieldSite } from "./layers/layer-value.js";
import { unknownField } from "./layers/unknown-field.js";
import { modules, prelude } from "./prelude.js";
import { unknownNameHint } from "./unknown-name.js";
import { ScriptNames } from "./script-names.js";
import type { Expression, FormattedPart } from "./syntax-tree.js";
import type { CallNode, FormattedNode, LayerNode, Node, Target } from "./tree.js";
import { bytesOf, float } from "./values.js";
import type { Value } from "./values.js";

/** Names of Python that reach outside a script, or look into values. */
const refusedNames: ReadonlySet<string> = new Set(
  (
    "eval exec open compile getattr setattr delattr hasattr globals locals vars dir input breakpoint exit quit help memoryview type " +
    "object super id callable isinstance issubclass classmethod staticmethod property os sys subprocess shutil pathlib importlib " +
    "builtins ctypes pickle threading multiprocessing requests urllib"
  ).split(" "),
);

const insteadOfRefused: ReadonlyMap<string, string> = new Map([
  ["os", "for random octets: random.randbytes(8)"],
  ["open", 'packets are collected by themselves, or by wrpcap("out.pcap", packets)'],
  ["input", "write the value into the script"],
  ["isinstance", "ask for a layer: if TCP in packet:"],
  ["type", "ask for a layer: if TCP in packet:"],
  ["getattr", "name the field: packet.sport"],
  ["setattr", "name the field: packet.sport = 80"],
  ["hasattr", "ask for a layer: if TCP in packet:"],
  ["exit", "remove the line"],
  ["quit", "remove the line"],
]);

/** Lowers expressions and targets: names become slots or values, calls of layers know their table. */
export class ExpressionLowering {
  readonly complaints: Complaint[] = [];
  readonly latent: Complaint[] = [];
  /** Every call of a layer's class. */
  readonly layers: LayerNode[] = [];
  /** Names that a refused import would have bound: their uses belong to its complaint. */
  protected readonly refusedImports = new Set<string>();
  readonly names = new ScriptNames();
  /** Looking for a near name is slow: once a name. */
  private readonly unknownNames = new Map<string, Extract<Node, { kind: "failure" }>>();

  private suggestionsLeft = mostSuggestions;

  /** `did you mean X?` for the first misspelt names: looking for a near word is slow, and nobody reads thousands. */
  protected suggest(word: string, words: Iterable<string>): string | undefined {
    if (this.suggestionsLeft === 0) return undefined;
    this.suggestionsLeft -= 1;
    return didYouMean(word, words);
  }

  protected complain(code: DiagnosticCode, message: string, offset: number, hint?: string): void {
    this.complaints.push({ code, message, hint, offset });
  }

  protected target(target: Expression): Target {
    const { start } = target;
    switch (target.kind) {
      case "name":
        return { kind: "slot", start, slot: this.names.bind(target.name), name: target.name };
      case "attribute":
        this.checkAttribute(target.name, start);
        return { kind: "attribute", start, object: this.node(target.object), name: target.name };
      case "index":
        return { kind: "index", start, object: this.node(target.object), index: this.node(target.index) };
      case "tuple":
      case "list":
        return { kind: "targets", start, items: target.items.map((item) => this.target(item)) };
      default:
        this.complain(
          "syntax",
          "this cannot be assigned to",
          start,
          target.kind === "comparison" ? "did you mean =?" : "assign to a name",
        );
        return { kind: "targets", start, items: [] };
    }
  }

  private checkAttribute(name: string, offset: number): void {
    if (!name.startsWith("__")) return;
    this.complain(
      "dunder-name",
      `the attribute ${name.slice(0, 60)} is not part of packet scripts`,
      offset,
      "read fields of packets only",
    );
  }

  protected node(expression: Expression): Node {
    const { start } = expression;
    switch (expression.kind) {
      case "constant":
        return { kind: "constant", value: constantValue(expression.value), isLiteral: true };
      case "name":
        return this.name(expression.name, start, false);
      case "attribute": {
        this.checkAttribute(expression.name, start);
        const fixed = this.fixedValue(expression);
        if (fixed !== undefined) return { kind: "constant", value: fixed, isLiteral: true };
        return { kind: "attribute", start, object: this.node(expression.object), name: expression.name };
      }
      case "index":
        return {
          kind: "index",
          start,
          object: this.node(expression.object),
          index: this.node(expression.index),
        };
      case "slice": {
        const part = (node: Expression | undefined): Node => (node === undefined ? nothing : this.node(node));
        return {
          kind: "slice",
          start,
          from: part(expression.from),
          to: part(expression.to),
          step: part(expression.step),
        };
      }
      case "call":
        return this.call(expression);
      case "binary": {
        const left = this.node(expression.left);
        const right = this.node(expression.right);
        if (expression.operator !== "/")
          return { kind: "binary", start, operator: expression.operator, left, right };
        return { kind: "join", start, left, right, fresh: { left: isFresh(left), right: isFresh(right) } };
      }
      case "unary": {
        const operand = this.node(expression.operand);
        if (
          expression.operator === "-" &&
          operand.kind === "constant" &&
          typeof operand.value === "number" &&
          operand.value !== 0
        ) {
          return { kind: "constant", value: -operand.value, isLiteral: operand.isLiteral };
        }
        return { kind: "unary", start, operator: expression.operator, operand };
      }
      case "logical":
        return {
          kind: "logical",
          start,
          operator: expression.operator,
          left: this.node(expression.left),
          right: this.node(expression.right),
        };
      case "comparison":
        return {
          kind: "comparison",
          start,
          first: this.node(expression.first),
          rest: expression.rest.map(({ operator, operand }) => ({ operator, operand: this.node(operand) })),
        };
      case "conditional":
        return {
          kind: "conditional",
          start,
          condition: this.node(expression.condition),
          then: this.node(expression.then),
          otherwise: this.node(expression.otherwise),
        };
      case "list":
      case "tuple":
        return { kind: expression.kind, start, items: expression.items.map((item) => this.node(item)) };
      case "set":
        return this.refuseSet(start);
      case "dict":
        return {
          kind: "dict",
          start,
          entries: expression.entries.map(({ key, value }) => ({
            key: this.node(key),
            value: this.node(value),
          })),
        };
      case "comprehension":
        return this.comprehension(expression);
      case "formatted":
        return { kind: "formatted", start, parts: this.parts(expression.parts) };
    }
  }

  private refuseSet(start: number): Node {
    this.complain(
      "unsupported-expression",
      "sets are not part of packet scripts",
      start,
      "use a list: [1, 2]",
    );
    return nothing;
  }

  private parts(parts: readonly FormattedPart[]): FormattedNode[] {
    return parts.map((part) =>
      "text" in part
        ? part
        : {
            value: this.node(part.value),
            conversion: part.conversion,
            format: part.format === undefined ? undefined : this.parts(part.format),
          },
    );
  }

  private name(name: string, start: number, isCalled: boolean, field?: FieldSpec): Node {
    const slot = this.names.slotOf(name);
    if (slot !== undefined) {
      const fixed = this.names.fixedValue(slot);
      return fixed === undefined
        ? { kind: "slot", start, slot, name }
        : { kind: "constant", value: fixed, isLiteral: false };
    }
    const value = prelude.get(name);
    if (value !== undefined) return { kind: "constant", value, isLiteral: true };
    if (this.refusedImports.has(name)) return nothing;
    if (refusedNames.has(name)) {
      this.complain(
        "refused-name",
        `${name} is not part of packet scripts`,
        start,
        insteadOfRefused.get(name) ?? "leave it out: packets are built with Scapy's layers alone",
      );
      return nothing;
    }
    const known = this.unknownNames.get(name);
    if (known !== undefined) return { ...known, start };
    const failure = this.unknownName(name, start, isCalled, field);
    this.unknownNames.set(name, failure);
    this.latent.push({ code: failure.code, message: failure.message, hint: failure.hint, offset: start });
    return failure;
  }

  private unknownName(
    name: string,
    start: number,
    isCalled: boolean,
    field: FieldSpec | undefined,
  ): Extract<Node, { kind: "failure" }> {
    const why = whyNotKnown(name);
    if (why !== undefined) return { kind: "failure", start, code: "not-known-yet", ...why };
    const owner = [...modules.values()].find((each) => each.name !== "scapy" && each.members.has(name));
    const hint =
      owner === undefined ? this.unknownNameHint(name, isCalled, field) : `write ${owner.name}.${name}`;
    return {
      kind: "failure",
      start,
      code: "unknown-name",
      message: `NameError: name '${name.slice(0, 60)}' is not defined`,
      hint,
    };
  }

  private unknownNameHint(name: string, isCalled: boolean, field: FieldSpec | undefined): string {
    if (this.suggestionsLeft === 0) return "assign it on a line above";
    this.suggestionsLeft -= 1;
    const own: string[] = [];
    for (const known of this.names.bound()) {
      if (own.length === mostOwnNames) break;
      own.push(known);
    }
    return unknownNameHint(name, isCalled, own, field);
  }

  /** The value of an expression that is the same in every run: a known name, or a member of a known module. */
  private fixedValue(expression: Expression): Value | undefined {
    if (expression.kind === "name")
      return this.names.slotOf(expression.name) === undefined ? prelude.get(expression.name) : undefined;
    if (expression.kind !== "attribute") return undefined;
    const object = this.fixedValue(expression.object);
    return typeof object === "object" && object?.kind === "module"
      ? object.members.get(expression.name)
      : undefined;
  }

  private call(expression: Extract<Expression, { kind: "call" }>): Node {
    const { start } = expression;
    const fixed = this.fixedValue(expression.callee);
    const isPlain =
      expression.positional.every((each) => !each.starred) &&
      expression.keywords.every((each) => each.name !== undefined);
    if (isPlain && typeof fixed === "object" && fixed !== null) {
      if (fixed.kind === "layer-class") return this.layer(expression, fixed.spec);
      if (fixed.kind === "function" && expression.keywords.length === 0) {
        return {
          kind: "builtin-call",
          start,
          callee: fixed,
          positional: expression.positional.map((each) => this.node(each.value)),
        };
      }
    }
    const node: CallNode = {
      kind: "call",
      start,
      callee:
        expression.callee.kind === "name"
          ? this.name(expression.callee.name, expression.callee.start, true)
          : this.node(expression.callee),
      positional: expression.positional.map(({ value, starred }) => ({ value: this.node(value), starred })),
      keywords: expression.keywords.map(({ name, start: offset, value }) => ({
        name,
        offset,
        value: this.node(value),
      })),
    };
    return node;
  }

  private layer(expression: Extract<Expression, { kind: "call" }>, spec: LayerNode["spec"]): Node {
    const keywords: { field: number; value: Node }[] = [];
    const sites: FieldSite[] = [];
    let unknown: { name: string; offset: number } | undefined;
    let isConstant = spec.standsAlone && expression.positional.length === 0;
    for (const { name = "", start: offset, value } of expression.keywords) {
      const field = spec.fieldIndex.get(name);
      const node =
        value.kind === "name"
          ? this.name(value.name, value.start, false, spec.fields[field ?? -1])
          : this.node(value);
      isConstant &&= node.kind === "constant";
      if (field === undefined) {
        unknown ??= { name, offset };
        if (this.latent.length < mostSuggestions) {
          const error = unknownField(spec, name);
          this.latent.push({ code: error.code, message: error.message, hint: error.hint, offset });
        }
        // The value is evaluated all the same: it may draw or sleep.
        keywords.push({ field: -1, value: node });
      } else {
        keywords.push({ field, value: node });
        insertSite(sites, fieldSite(field, offset, isConstantArgument(node, spec.fields[field])));
      }
    }
    const positional = expression.positional.map((each) => this.node(each.value));
    const node: LayerNode = {
      kind: "layer",
      start: expression.start,
      spec,
      positional,
      keywords,
      sites,
      unknown,
      form:
        isConstant && unknown === undefined
          ? { values: undefined, costly: [], weight: undefined, scriptLayer: undefined }
          : undefined,
    };
    this.layers.push(node);
    return node;
  }

  private comprehension(expression: Extract<Expression, { kind: "comprehension" }>): Node {
    if (expression.result === "set") return this.refuseSet(expression.start);
    const scope = new Map<string, number>();
    const clauses: { target: Target; iterable: Node; conditions: Node[] }[] = [];
    expression.clauses.forEach((clause, index) => {
      // The first iterable belongs to the scope outside.
      const iterable =
        index === 0 ? this.node(clause.iterable) : this.names.within(scope, () => this.node(clause.iterable));
      const target = this.scopedTarget(clause.target, scope);
      const conditions = clause.conditions.map((condition) =>
        this.names.within(scope, () => this.node(condition)),
      );
      clauses.push({ target, iterable, conditions });
    });
    return this.names.within(scope, () => ({
      kind: "comprehension",
      start: expression.start,
      result: expression.result === "set" ? "list" : expression.result,
      key: expression.key === undefined ? undefined : this.node(expression.key),
      element: this.node(expression.element),
      clauses,
    }));
  }

  private scopedTarget(target: Expression, scope: Map<string, number>): Target {
    if (target.kind === "name") {
      const slot = scope.get(target.name) ?? this.names.newSlot(undefined);
      scope.set(target.name, slot);
      return { kind: "slot", start: target.start, slot, name: target.name };
    }
    if (target.kind === "tuple" || target.kind === "list") {
      return {
        kind: "targets",
        start: target.start,
        items: target.items.map((item) => this.scopedTarget(item, scope)),
      };
    }
    this.complain("syntax", "a comprehension's variable must be a name", target.start);
    return { kind: "targets", start: target.start, items: [] };
  }
}

/** Keeps the order of the table; nearly always the place is at or near the end. */
function insertSite(sites: FieldSite[], site: FieldSite): void {
  let at = sites.length;
  while (at > 0 && (sites[at - 1]?.field ?? 0) > site.field) at -= 1;
  if (at === sites.length) sites.push(site);
  else sites.splice(at, 0, site);
}

function isConstantArgument(node: Node, field: FieldSpec | undefined): boolean {
  return node.kind === "constant" && field?.type.isPure === true;
}

/** More misspelt names than are ever shown at once. */
const mostSuggestions = 60;
/** Names of the script's own that a misspelt one is compared with. */
const mostOwnNames = 200;

const nothing: Node = { kind: "constant", value: null, isLiteral: true };

function isFresh(node: Node): boolean {
  return node.kind === "layer" || node.kind === "join";
}

function constantValue(value: Extract<Expression, { kind: "constant" }>["value"]): Value {
  if (typeof value !== "object" || value === null) return value;
  return value instanceof Uint8Array ? bytesOf(value) : float(value.float);
}
