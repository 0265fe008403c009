import { modules, prelude } from "./prelude.js";
import type { Expression, Statement } from "./syntax-tree.js";
import type { ModuleValue, Value } from "./values.js";

/** The names of a script: each that it binds has a slot; a comprehension's variables have slots of their own. */
export class ScriptNames {
  readonly initialSlots: (Value | undefined)[] = [];
  readonly variables = new Map<number, string>();
  readonly #slots = new Map<string, number>();
  /** How often the script binds each slot, by the slot. */
  readonly #bindings: number[] = [];
  readonly #fixed: (Value | undefined)[] = [];
  readonly #scopes: Map<string, number>[] = [];

  /** Gives every name that the script binds a slot; an import that gives a name its usual meaning binds nothing. */
  collectBound(statements: readonly Statement[]): void {
    for (const statement of statements) {
      switch (statement.kind) {
        case "assign":
          for (const target of statement.targets) this.#bindTarget(target);
          break;
        case "augmented":
          this.#bindTarget(statement.target);
          break;
        case "delete":
          for (const target of statement.targets) this.#bindTarget(target);
          break;
        case "for":
          this.#bindTarget(statement.target);
          this.collectBound(statement.body);
          this.collectBound(statement.otherwise ?? []);
          break;
        case "if":
          for (const branch of statement.branches) this.collectBound(branch.body);
          this.collectBound(statement.otherwise ?? []);
          break;
        case "import":
        case "import-from":
          for (const [name, value] of isStar(statement)
            ? (newInModule.get(statement.module) ?? [])
            : importedValues(statement))
            if (prelude.get(name) !== value) this.#bindTarget({ kind: "name", start: statement.start, name });
          break;
        default:
          break;
      }
    }
  }

  #bindTarget(target: Expression): void {
    if (target.kind === "name") {
      const slot = this.bind(target.name);
      this.#bindings[slot] = (this.#bindings[slot] ?? 0) + 1;
    } else if (target.kind === "tuple" || target.kind === "list")
      for (const item of target.items) this.#bindTarget(item);
  }

  bind(name: string): number {
    const known = this.#slots.get(name);
    if (known !== undefined) return known;
    const slot = this.newSlot(prelude.get(name));
    this.#slots.set(name, slot);
    this.variables.set(slot, name);
    return slot;
  }

  /** A value that a statement which always runs gives to a name: where no other binds it, it stays the name's value. */
  fix(slot: number, value: Value): void {
    if (this.#bindings[slot] === 1) this.#fixed[slot] = value;
  }

  /** The value of a name behind the one statement that binds it, where that is the same in every run. */
  fixedValue(slot: number): Value | undefined {
    return this.#fixed[slot];
  }

  newSlot(value: Value | undefined): number {
    this.initialSlots.push(value);
    return this.initialSlots.length - 1;
  }

  slotOf(name: string): number | undefined {
    for (let index = this.#scopes.length - 1; index >= 0; index -= 1) {
      const slot = this.#scopes[index]?.get(name);
      if (slot !== undefined) return slot;
    }
    return this.#slots.get(name);
  }

  within<Result>(scope: Map<string, number>, body: () => Result): Result {
    this.#scopes.push(scope);
    const result = body();
    this.#scopes.pop();
    return result;
  }

  /** The slots that an import gives a value. Of the hundreds of names that `*` gives, few are bound by the script too. */
  *importedSlots(statement: ImportStatement): Generator<{ slot: number; value: Value }> {
    if (isStar(statement)) {
      const members = modules.get(statement.module)?.members;
      for (const [name, slot] of members === undefined ? [] : this.#slots) {
        const value = members?.get(name);
        if (value !== undefined) yield { slot, value };
      }
      return;
    }
    for (const [name, value] of importedValues(statement)) {
      const slot = this.slotOf(name);
      if (slot !== undefined) yield { slot, value };
    }
  }

  /** The names that the script binds. */
  bound(): Iterable<string> {
    return this.#slots.keys();
  }
}

/** What `import *` from a module gives another meaning than the one the name has without it. */
const newInModule: ReadonlyMap<string, readonly (readonly [string, Value])[]> = new Map(
  Array.from(modules, ([module, { members }]) => [
    module,
    [...members].filter(([name, value]) => prelude.get(name) !== value),
  ]),
);

type ImportStatement = Extract<Statement, { kind: "import" | "import-from" }>;

function isStar(
  statement: ImportStatement,
): statement is Extract<Statement, { kind: "import-from" }> & { readonly names: undefined } {
  return statement.kind === "import-from" && statement.names === undefined;
}

/** The names that an import binds, with their values; unknown modules and members bind nothing. */
export function importedValues(statement: ImportStatement): Iterable<readonly [string, Value]> {
  if (statement.kind === "import") {
    return statement.names.flatMap(({ name, alias }): [string, Value][] => {
      const first = name.split(".")[0] ?? name;
      const value: ModuleValue | undefined = modules.get(alias === undefined ? first : name);
      return value === undefined || !modules.has(name) ? [] : [[alias ?? first, value]];
    });
  }
  const members = modules.get(statement.module)?.members;
  if (members === undefined) return [];
  if (statement.names === undefined) return members;
  return statement.names.flatMap(({ name, alias }): [string, Value][] => {
    const value = members.get(name);
    return value === undefined ? [] : [[alias ?? name, value]];
  });
}
