import type { Complaint } from "./diagnostic.js";
import { whyNotKnown } from "./layers/layer-table.js";
import { findPacketSlots } from "./count-packets.js";
import { ExpressionLowering } from "./lower-expression.js";
import { modules } from "./prelude.js";
import type { Statement } from "./syntax-tree.js";
import type { LayerNode, Program, Step } from "./tree.js";

export interface LoweredScript {
  readonly program: Program;
  /** What is refused whatever would run: unknown imports, dunder attributes, functions that reach outside. */
  readonly complaints: readonly Complaint[];
  /** What fails when it is reached: unknown names and fields. Told beside a failure that comes earlier. */
  readonly latent: readonly Complaint[];
  /** Every call of a layer's class, for `checkLiterals`. */
  readonly layers: readonly LayerNode[];
}

/** Resolves names to slots and layers to their tables, and refuses what packet scripts lack. Never throws. */
export function lower(statements: readonly Statement[]): LoweredScript {
  const lowering = new Lowering();
  lowering.names.collectBound(statements);
  const steps = lowering.block(statements, 0);
  const { initialSlots, variables } = lowering.names;
  return {
    program: { steps, initialSlots, variables, packetSlots: findPacketSlots(variables) },
    complaints: lowering.complaints,
    latent: lowering.latent,
    layers: lowering.layers,
  };
}

class Lowering extends ExpressionLowering {
  /** Blocks around the present statement, the script itself included. */
  private blocks = 0;

  block(statements: readonly Statement[], loops: number): Step[] {
    const steps: Step[] = [];
    this.blocks += 1;
    for (const statement of statements) {
      const step = this.statement(statement, loops);
      if (step !== undefined) steps.push(step);
    }
    this.blocks -= 1;
    return steps;
  }

  private statement(statement: Statement, loops: number): Step | undefined {
    const { start } = statement;
    switch (statement.kind) {
      case "expression":
        return { kind: "expression", start, value: this.node(statement.value) };
      case "assign":
        return this.assign(statement);
      case "augmented": {
        const target = this.target(statement.target);
        if (target.kind === "targets")
          this.complain("syntax", "a tuple cannot be the target of an augmented assignment", target.start);
        return {
          kind: "augmented",
          start,
          operator: statement.operator,
          target,
          value: this.node(statement.value),
        };
      }
      case "delete":
        return { kind: "delete", start, targets: statement.targets.map((each) => this.target(each)) };
      case "if":
        return {
          kind: "if",
          start,
          branches: statement.branches.map(({ condition, body }) => ({
            condition: this.node(condition),
            body: this.block(body, loops),
          })),
          otherwise: this.block(statement.otherwise ?? [], loops),
        };
      case "for":
        return {
          kind: "for",
          start,
          iterable: this.node(statement.iterable),
          target: this.target(statement.target),
          body: this.block(statement.body, loops + 1),
          otherwise: this.block(statement.otherwise ?? [], loops),
        };
      case "import":
      case "import-from":
        return this.import(statement);
      case "break":
      case "continue":
        if (loops === 0) this.complain("syntax", `\`${statement.kind}\` outside a loop`, start, "remove it");
        return { kind: statement.kind, start };
      case "pass":
        return undefined;
    }
  }

  private assign(statement: Extract<Statement, { kind: "assign" }>): Step {
    const value = this.node(statement.value);
    const targets = statement.targets.map((each) => this.target(each));
    if (this.blocks === 1 && value.kind === "constant")
      for (const target of targets) if (target.kind === "slot") this.names.fix(target.slot, value.value);
    return { kind: "assign", start: statement.start, value, targets };
  }

  private import(statement: Extract<Statement, { kind: "import" | "import-from" }>): Step | undefined {
    if (statement.kind === "import") {
      for (const { name, alias, start } of statement.names) {
        if (modules.has(name)) continue;
        this.refuseImport(name, start);
        this.refusedImports.add(alias ?? name.split(".")[0] ?? name);
      }
    } else this.importFrom(statement);
    const bindings = [...this.names.importedSlots(statement)];
    return bindings.length === 0 ? undefined : { kind: "bind", start: statement.start, bindings };
  }

  private importFrom(statement: Extract<Statement, { kind: "import-from" }>): void {
    const members = modules.get(statement.module)?.members;
    if (members === undefined) this.refuseImport(statement.module, statement.moduleStart);
    for (const { name, alias, start } of statement.names ?? []) {
      // A name that is known but not supported is told where it is used.
      if (members?.has(name) === true || whyNotKnown(name) !== undefined) continue;
      this.refusedImports.add(alias ?? name);
      if (members === undefined) continue;
      this.complain(
        "unknown-import",
        `ImportError: ${statement.module} has no ${name.slice(0, 60)} that packet scripts know`,
        start,
        this.suggest(name, members.keys()) ??
          "leave it out of the import: Scapy's layers are known without one",
      );
    }
  }

  private refuseImport(name: string, offset: number): void {
    const known = "random, time, math, struct, socket, scapy.all and scapy.layers.http";
    this.complain(
      "unsupported-import",
      `the module ${name.slice(0, 60)} is not part of packet scripts`,
      offset,
      `packet scripts may import ${known}`,
    );
  }
}
