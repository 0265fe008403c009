/** The part of ml-cart that is used; the package has no types of its own. */
declare module "ml-cart" {
  interface TreeNode {
    /** A row vector: the share of each label, as many as the labels up to the largest that was there. */
    classify(row: readonly number[]): { get(row: number, column: number): number; readonly columns: number };
  }

  export class DecisionTreeClassifier {
    constructor(options: {
      readonly maxDepth?: number;
      readonly minNumSamples?: number;
      readonly gainThreshold?: number;
    });
    readonly root: TreeNode;
    train(rows: readonly (readonly number[])[], labels: readonly number[]): void;
  }
}
