import { parseArgs, type ParseArgsConfig } from "node:util";

/** The options that a program for developers was given; one that it does not know ends it with a sentence and exit code 2. */
export function programOptions<Options extends NonNullable<ParseArgsConfig["options"]>>(
  options: Options,
): ReturnType<typeof parseArgs<{ options: Options }>>["values"] {
  try {
    return parseArgs({ options }).values;
  } catch (error) {
    // Node's messages go on with advice for programs that take file names.
    const [message = ""] = (error instanceof Error ? error.message : String(error)).split(/\. |\n/);
    const known = Object.keys(options).map((name) => `--${name}`);
    refuse(`${message.charAt(0).toLowerCase()}${message.slice(1)}`, `there are ${known.join(", ")}`);
  }
}

/** The value of an option that is a whole number; another ends the program likewise. */
export function wholeNumber(name: string, text: string, least = 1): number {
  const number = Number(text);
  if (!(text !== "" && Number.isInteger(number) && number >= least))
    refuse(`--${name} is ${text === "" ? "empty" : text}`, `a whole number from ${least}`);
  return number;
}

function refuse(error: string, hint: string): never {
  console.error(`error: ${error}`);
  console.error(`hint: ${hint}`);
  process.exit(2);
}
