import { modules, prelude } from "./prelude.js";
import type { Expression, Statement } from "./syntax-tree.js";
import type { ModuleValue, Value } from "./values.js";

/** The names of a script: each that it binds has a slot; a comprehension's variables have slots of their own. */
export class ScriptNames {
  readonly initialSlots: (Value | undefined)[] = [];
  readonly variables = new Map<number, string>();
  readonly #slots = new Map<string, number>();
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
          for (const [name, value] of importedValues(statement))
            if (prelude.get(name) !== value) this.bind(name);
          break;
        default:
          break;
      }
    }
  }

  #bindTarget(target: Expression): void {
    if (target.kind === "name") this.bind(target.name);
    else if (target.kind === "tuple" || target.kind === "list")
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

  /** The names that the script binds. */
  bound(): Iterable<string> {
    return this.#slots.keys();
  }
}

/** The names that an import binds, with their values; unknown modules and members bind nothing. */
export function importedValues(
  statement: Extract<Statement, { kind: "import" | "import-from" }>,
): [string, Value][] {
  if (statement.kind === "import") {
    return statement.names.flatMap(({ name, alias }): [string, Value][] => {
      const first = name.split(".")[0] ?? name;
      const value: ModuleValue | undefined = modules.get(alias === undefined ? first : name);
      return value === undefined || !modules.has(name) ? [] : [[alias ?? first, value]];
    });
  }
  const members = modules.get(statement.module)?.members;
  if (members === undefined) return [];
  if (statement.names === undefined) return [...members];
  return statement.names.flatMap(({ name, alias }): [string, Value][] => {
    const value = members.get(name);
    return value === undefined ? [] : [[alias ?? name, value]];
  });
}
