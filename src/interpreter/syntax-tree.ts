/**
 * What the parser makes of a script: the Python subset as written, with places, nothing resolved yet. `start` is the
 * offset of the node's telling character (an operator's is its operator), in UTF-16 units from the source's beginning.
 */
export type Expression =
  | { readonly kind: "constant"; readonly start: number; readonly value: ConstantValue }
  | { readonly kind: "name"; readonly start: number; readonly name: string }
  | { readonly kind: "attribute"; readonly start: number; readonly object: Expression; readonly name: string }
  | {
      readonly kind: "index";
      readonly start: number;
      readonly object: Expression;
      readonly index: Expression;
    }
  | {
      readonly kind: "slice";
      readonly start: number;
      readonly from: Expression | undefined;
      readonly to: Expression | undefined;
      readonly step: Expression | undefined;
    }
  | {
      readonly kind: "call";
      readonly start: number;
      readonly callee: Expression;
      readonly positional: readonly Argument[];
      readonly keywords: readonly KeywordArgument[];
    }
  | {
      readonly kind: "binary";
      readonly start: number;
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
    }
  | {
      readonly kind: "unary";
      readonly start: number;
      readonly operator: "+" | "-" | "~" | "not";
      readonly operand: Expression;
    }
  | {
      readonly kind: "logical";
      readonly start: number;
      readonly operator: "and" | "or";
      readonly left: Expression;
      readonly right: Expression;
    }
  | {
      readonly kind: "comparison";
      readonly start: number;
      readonly first: Expression;
      readonly rest: readonly { readonly operator: ComparisonOperator; readonly operand: Expression }[];
    }
  | {
      readonly kind: "conditional";
      readonly start: number;
      readonly condition: Expression;
      readonly then: Expression;
      readonly otherwise: Expression;
    }
  | {
      readonly kind: "list" | "tuple" | "set";
      readonly start: number;
      readonly items: readonly Expression[];
    }
  | {
      readonly kind: "dict";
      readonly start: number;
      readonly entries: readonly { readonly key: Expression; readonly value: Expression }[];
    }
  | {
      readonly kind: "comprehension";
      readonly start: number;
      readonly result: "list" | "set" | "dict" | "generator";
      /** The key of a dict comprehension. */
      readonly key: Expression | undefined;
      readonly element: Expression;
      readonly clauses: readonly ComprehensionClause[];
    }
  | { readonly kind: "formatted"; readonly start: number; readonly parts: readonly FormattedPart[] };

export type ConstantValue =
  null | boolean | number | bigint | string | Uint8Array | { readonly float: number };

export interface Argument {
  readonly value: Expression;
  readonly starred: boolean;
}

export interface KeywordArgument {
  /** Undefined for `**mapping`. */
  readonly name: string | undefined;
  readonly start: number;
  readonly value: Expression;
}

export interface ComprehensionClause {
  readonly target: Expression;
  readonly iterable: Expression;
  readonly conditions: readonly Expression[];
}

/** A piece of an f-string: text, or an expression with its conversion and format. */
export type FormattedPart =
  | { readonly text: string }
  | {
      readonly value: Expression;
      readonly conversion: "s" | "r" | "a" | undefined;
      readonly format: readonly FormattedPart[] | undefined;
    };

export type BinaryOperator = "+" | "-" | "*" | "/" | "//" | "%" | "**" | "@" | "<<" | ">>" | "&" | "|" | "^";
export type ComparisonOperator = "==" | "!=" | "<" | "<=" | ">" | ">=" | "in" | "not in" | "is" | "is not";

export type Statement =
  | { readonly kind: "expression"; readonly start: number; readonly value: Expression }
  | {
      readonly kind: "assign";
      readonly start: number;
      readonly targets: readonly Expression[];
      readonly value: Expression;
    }
  | {
      readonly kind: "augmented";
      readonly start: number;
      readonly operator: BinaryOperator;
      readonly target: Expression;
      readonly value: Expression;
    }
  | { readonly kind: "delete"; readonly start: number; readonly targets: readonly Expression[] }
  | {
      readonly kind: "if";
      readonly start: number;
      readonly branches: readonly { readonly condition: Expression; readonly body: readonly Statement[] }[];
      readonly otherwise: readonly Statement[] | undefined;
    }
  | {
      readonly kind: "for";
      readonly start: number;
      readonly target: Expression;
      readonly iterable: Expression;
      readonly body: readonly Statement[];
      readonly otherwise: readonly Statement[] | undefined;
    }
  | { readonly kind: "import"; readonly start: number; readonly names: readonly ImportedName[] }
  | {
      readonly kind: "import-from";
      readonly start: number;
      readonly module: string;
      readonly moduleStart: number;
      /** Undefined for `*`. */
      readonly names: readonly ImportedName[] | undefined;
    }
  | { readonly kind: "pass" | "break" | "continue"; readonly start: number };

export interface ImportedName {
  readonly name: string;
  readonly alias: string | undefined;
  readonly start: number;
}
