/** The part of ml-cart that is used; the package has no types of its own. */
declare module "ml-cart" {
  interface TreeNode {
    /** The mean of the labels in the row's leaf. */
    classify(row: readonly number[]): number;
  }

  export class DecisionTreeRegression {
    constructor(options: {
      readonly maxDepth?: number;
      readonly minNumSamples?: number;
      readonly gainThreshold?: number;
    });
    readonly root: TreeNode;
    train(rows: readonly (readonly number[])[], labels: readonly number[]): void;
  }
}
