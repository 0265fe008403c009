/** An expert's prompt as text, the files under `prompts/<expert>/`. Its version is a digest of these texts. */
export interface PromptTexts {
  /** `system.md`: the short role; alone, it is the whole prompt of a fine-tuned expert. */
  readonly system: string;
  /** `task.md`: what is needed, `{{examples}}`, then the clarifications. */
  readonly task: string;
  /** `repair.md`: what is said with the findings, which take the place of `{{findings}}`. */
  readonly repair: string;
  /** `examples/*.md` in the order of their file names. */
  readonly examples: readonly string[];
}
