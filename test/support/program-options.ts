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
    console.error(`error: ${message.charAt(0).toLowerCase()}${message.slice(1)}`);
    console.error(`hint: there are ${known.join(", ")}`);
    process.exit(2);
  }
}
