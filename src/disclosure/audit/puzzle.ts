/** Whole-number equation: the sum of coefficient times variable is `is`. */
export interface Equation {
  readonly variables: readonly number[];
  readonly by: readonly number[];
  readonly is: number;
}

/** How a withheld cell follows from a variable: value = turn * variable + plus; a solved one has no variable (-1). */
export interface Follows {
  readonly variable: number;
  readonly turn: 1 | -1;
  readonly plus: number;
}

/** What is left to find once everything that plain arithmetic settles is settled. */
export interface Puzzle {
  /** Positions of the withheld cells in the file. */
  readonly cells: readonly number[];
  /** For each of `cells`. */
  readonly follows: readonly Follows[];
  /** Whole-number limits of each variable; the upper one may be infinite. */
  readonly lo: Float64Array;
  readonly hi: Float64Array;
  readonly equations: readonly Equation[];
  /** Equations that follow from the others are left out of `equations` by this many. */
  readonly dropped: number;
}
