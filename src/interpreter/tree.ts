import type { DiagnosticCode } from "./diagnostic-codes.js";
import type { LayerSpec } from "./layers/layer-spec.js";
import type { ConstantForm, FieldSite } from "./layers/layer-value.js";
import type { BinaryOperator, ComparisonOperator } from "./syntax-tree.js";
import type { FunctionValue, Value } from "./values.js";

/**
 * What is evaluated: names are slots or values, calls of layers know their table, everything outside the subset is gone.
 * `start` is an offset into the source, where an error of this node is shown.
 */
export type Node =
  | {
      readonly kind: "constant";
      readonly value: Value;
      /** Whether it stands there as such, and not as the name of a variable or a module's member. */
      readonly isLiteral: boolean;
    }
  | { readonly kind: "slot"; readonly start: number; readonly slot: number; readonly name: string }
  /** A name that nothing defines: an error when it is reached. */
  | {
      readonly kind: "failure";
      readonly start: number;
      readonly code: DiagnosticCode;
      readonly message: string;
      readonly hint: string | undefined;
    }
  | LayerNode
  | CallNode
  | {
      readonly kind: "builtin-call";
      readonly start: number;
      readonly callee: FunctionValue;
      readonly positional: readonly Node[];
    }
  | { readonly kind: "attribute"; readonly start: number; readonly object: Node; readonly name: string }
  | { readonly kind: "index"; readonly start: number; readonly object: Node; readonly index: Node }
  | {
      readonly kind: "slice";
      readonly start: number;
      readonly from: Node;
      readonly to: Node;
      readonly step: Node;
    }
  | {
      readonly kind: "join";
      readonly start: number;
      readonly left: Node;
      readonly right: Node;
      /** Whether nobody else can hold the operand's value, so that it need not be copied. */
      readonly fresh: { readonly left: boolean; readonly right: boolean };
    }
  | {
      readonly kind: "binary";
      readonly start: number;
      readonly operator: BinaryOperator;
      readonly left: Node;
      readonly right: Node;
    }
  | {
      readonly kind: "unary";
      readonly start: number;
      readonly operator: "+" | "-" | "~" | "not";
      readonly operand: Node;
    }
  | {
      readonly kind: "logical";
      readonly start: number;
      readonly operator: "and" | "or";
      readonly left: Node;
      readonly right: Node;
    }
  | {
      readonly kind: "comparison";
      readonly start: number;
      readonly first: Node;
      readonly rest: readonly { readonly operator: ComparisonOperator; readonly operand: Node }[];
    }
  | {
      readonly kind: "conditional";
      readonly start: number;
      readonly condition: Node;
      readonly then: Node;
      readonly otherwise: Node;
    }
  | { readonly kind: "list" | "tuple"; readonly start: number; readonly items: readonly Node[] }
  | {
      readonly kind: "dict";
      readonly start: number;
      readonly entries: readonly { readonly key: Node; readonly value: Node }[];
    }
  | {
      readonly kind: "comprehension";
      readonly start: number;
      readonly result: "list" | "dict" | "generator";
      readonly key: Node | undefined;
      readonly element: Node;
      readonly clauses: readonly {
        readonly target: Target;
        readonly iterable: Node;
        readonly conditions: readonly Node[];
      }[];
    }
  | { readonly kind: "formatted"; readonly start: number; readonly parts: readonly FormattedNode[] };

export interface LayerNode {
  readonly kind: "layer";
  readonly start: number;
  readonly spec: LayerSpec;
  readonly positional: readonly Node[];
  /** In the order written, in which they are evaluated; a field of -1 is none that the table has. */
  readonly keywords: readonly { readonly field: number; readonly value: Node }[];
  /** Where the fields are given, in the order of the table. */
  readonly sites: readonly FieldSite[];
  /** A keyword that the table lacks: an error once the layer is made. */
  readonly unknown: { readonly name: string; readonly offset: number } | undefined;
  /** Where all arguments are constants that are converted by themselves: what the call makes. */
  readonly form: ConstantForm | undefined;
}

export interface CallNode {
  readonly kind: "call";
  readonly start: number;
  readonly callee: Node;
  readonly positional: readonly { readonly value: Node; readonly starred: boolean }[];
  /** Without a name: `**mapping`. */
  readonly keywords: readonly {
    readonly name: string | undefined;
    readonly offset: number;
    readonly value: Node;
  }[];
}

export type FormattedNode =
  | { readonly text: string }
  | {
      readonly value: Node;
      readonly conversion: "s" | "r" | "a" | undefined;
      readonly format: readonly FormattedNode[] | undefined;
    };

export type Target =
  | { readonly kind: "slot"; readonly start: number; readonly slot: number; readonly name: string }
  | { readonly kind: "attribute"; readonly start: number; readonly object: Node; readonly name: string }
  | { readonly kind: "index"; readonly start: number; readonly object: Node; readonly index: Node }
  | { readonly kind: "targets"; readonly start: number; readonly items: readonly Target[] };

export type Step =
  | { readonly kind: "expression"; readonly start: number; readonly value: Node }
  | {
      readonly kind: "assign";
      readonly start: number;
      readonly targets: readonly Target[];
      readonly value: Node;
    }
  | {
      readonly kind: "augmented";
      readonly start: number;
      readonly operator: BinaryOperator;
      readonly target: Target;
      readonly value: Node;
    }
  | { readonly kind: "delete"; readonly start: number; readonly targets: readonly Target[] }
  | {
      readonly kind: "if";
      readonly start: number;
      readonly branches: readonly { readonly condition: Node; readonly body: readonly Step[] }[];
      readonly otherwise: readonly Step[];
    }
  | {
      readonly kind: "for";
      readonly start: number;
      readonly target: Target;
      readonly iterable: Node;
      readonly body: readonly Step[];
      readonly otherwise: readonly Step[];
    }
  | {
      readonly kind: "bind";
      readonly start: number;
      readonly bindings: readonly { readonly slot: number; readonly value: Value }[];
    }
  | { readonly kind: "pass" | "break" | "continue"; readonly start: number };

/** Slots by the names that scripts usually give to what counts: see `countPackets`. */
export interface PacketSlots {
  /** Of lists, in the order in which they are looked for. */
  readonly lists: readonly number[];
  /** Of single packets, by their numbers; the same number is in the order of the slots. */
  readonly numbered: readonly number[];
}

/** A script ready to run, any number of times. */
export interface Program {
  readonly steps: readonly Step[];
  /** Values of the slots before anything is assigned: what the name means without an import. */
  readonly initialSlots: readonly (Value | undefined)[];
  /** Names of the slots that are variables, by slot; comprehension variables have none. */
  readonly variables: ReadonlyMap<number, string>;
  /** Slots whose names say that they hold the packets. */
  readonly packetSlots: PacketSlots;
}
