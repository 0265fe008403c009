import { layerByName } from "./layers/layer-table.js";

/** The line of a prompt below which the list of fields stands, up to the next empty line. */
export const fieldListHead = "The layers, and all the fields they have:";

/** A prompt's text with the list of these layers' fields as the tables have them. Throws where the text has no place for it. */
export function fillFieldList(text: string, layers: readonly string[]): string {
  const start = text.indexOf(`\n${fieldListHead}\n\n`);
  if (start === -1) throw new Error(`the prompt has no line "${fieldListHead}" with an empty line below it`);
  const from = start + fieldListHead.length + 3;
  const end = text.indexOf("\n\n", from);
  if (end === -1) throw new Error("the prompt ends within its list of fields");
  return `${text.slice(0, from)}${layers.map(fieldLine).join("\n")}${text.slice(end)}`;
}

function fieldLine(name: string): string {
  const spec = layerByName.get(name);
  if (spec === undefined) throw new Error(`no layer is named ${name}`);
  const fields = spec.fields.map((field) => `\`${field.name}\``).join(", ");
  return `- \`${spec.name}\`: ${fields === "" ? "none" : fields}`;
}
