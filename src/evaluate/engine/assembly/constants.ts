/**
 * Numbers that the kernels calculate with, as variables: V8 pairs 128-bit operations into 256-bit ones where a number is
 * a splat of a variable, and not where it is a constant (but for zero). To the compilers they are variables because
 * `moveConstants` could change them, which nobody calls.
 *
 * Of two stores that V8 is to pair the second half comes first, here and in all files: in the other order it keeps the
 * store of the first half beside the paired one.
 */
export let ONE: f32 = 1;
export let FOUR: f32 = 4;
export let EIGHT: f32 = 8;
export let HALF: f32 = 0.5;
export let QUARTER: f32 = 0.25;
export let EIGHTH: f32 = 0.125;
export let FIVE: f32 = 5;
export let FIVE_HALVES: f32 = 2.5;
export let FIVE_QUARTERS: f32 = 1.25;
export let SEVENTEEN_QUARTERS: f32 = 4.25;
export let TWENTY_ONE_QUARTERS: f32 = 5.25;
export let FIFTH: f32 = 0.2;
export let THREE_HALVES: f32 = 1.5;
export let MINUS_HALF: f32 = -0.5;
export let ROOT_HALF: f32 = 0.70710678118654752;
/** 1 / √(2π) */
export let NORMAL_PEAK: f32 = 0.39894228040143268;
export let UNBOUNDED: f32 = Infinity;
// eˣ (Cephes)
export let EXP_LEAST: f32 = -87.3365478;
export let EXP_MOST: f32 = 88.3762626;
export let LOG2_E: f32 = 1.44269504088896341;
export let TO_LOWEST_BITS: f32 = 12582912;
export let MINUS_LN_2_HIGH: f32 = -0.693359375;
export let MINUS_LN_2_LOW: f32 = 2.12194440e-4;
export let EXP_5: f32 = 1.9875691500e-4;
export let EXP_4: f32 = 1.3981999507e-3;
export let EXP_3: f32 = 8.3334519073e-3;
export let EXP_2: f32 = 4.1665795894e-2;
export let EXP_1: f32 = 1.6666665459e-1;
export let EXP_0: f32 = 5.0000001201e-1;
// ln x (Cephes)
export let LN_2: f32 = 0.69314718056;
export let LOG_8: f32 = 7.0376836292e-2;
export let LOG_7: f32 = -1.151461031e-1;
export let LOG_6: f32 = 1.1676998740e-1;
export let LOG_5: f32 = -1.2420140846e-1;
export let LOG_4: f32 = 1.4249322787e-1;
export let LOG_3: f32 = -1.6668057665e-1;
export let LOG_2: f32 = 2.0000714765e-1;
export let LOG_1: f32 = -2.4999993993e-1;
export let LOG_0: f32 = 3.3333331174e-1;
// tanh, a rational function
export let TANH_MOST: f32 = 8.00841141;
export let TANH_LEAST: f32 = -8.00841141;
export let TANH_P3: f32 = 1.394553628e-8;
export let TANH_P2: f32 = 2.102733560e-5;
export let TANH_P1: f32 = 3.520756727e-3;
export let TANH_P0: f32 = 1.340216100e-1;
export let TANH_Q3: f32 = 8.01577642e-7;
export let TANH_Q2: f32 = 3.326951409e-4;
export let TANH_Q1: f32 = 2.597254514e-2;
export let TANH_Q0: f32 = 4.673548340e-1;
// The error function (Abramowitz & Stegun 7.1.26)
export let ERF_T: f32 = 0.3275911;
export let ERF_5: f32 = 1.061405429;
export let ERF_4: f32 = -1.453152027;
export let ERF_3: f32 = 1.421413741;
export let ERF_2: f32 = -0.284496736;
export let ERF_1: f32 = 0.254829592;
// An integer
export let WHOLE_ONE: i32 = 1;
// Bits of floats
export let SIGN: i32 = 0x80000000;
export let MAGNITUDE: i32 = 0x7fffffff;
export let ONE_BITS: i32 = 0x3f800000;
export let ROOT_HALF_BITS: i32 = 0x3f3504f3;

export function moveConstants(by: f32, bits: i32): void {
  ONE += by;
  FOUR += by;
  EIGHT += by;
  HALF += by;
  MINUS_HALF += by;
  ROOT_HALF += by;
  NORMAL_PEAK += by;
  QUARTER += by;
  EIGHTH += by;
  FIVE += by;
  FIVE_HALVES += by;
  FIVE_QUARTERS += by;
  SEVENTEEN_QUARTERS += by;
  TWENTY_ONE_QUARTERS += by;
  FIFTH += by;
  THREE_HALVES += by;
  UNBOUNDED += by;
  EXP_LEAST += by;
  EXP_MOST += by;
  LOG2_E += by;
  TO_LOWEST_BITS += by;
  MINUS_LN_2_HIGH += by;
  MINUS_LN_2_LOW += by;
  EXP_5 += by;
  EXP_4 += by;
  EXP_3 += by;
  EXP_2 += by;
  EXP_1 += by;
  EXP_0 += by;
  LN_2 += by;
  LOG_8 += by;
  LOG_7 += by;
  LOG_6 += by;
  LOG_5 += by;
  LOG_4 += by;
  LOG_3 += by;
  LOG_2 += by;
  LOG_1 += by;
  LOG_0 += by;
  TANH_MOST += by;
  TANH_LEAST += by;
  TANH_P3 += by;
  TANH_P2 += by;
  TANH_P1 += by;
  TANH_P0 += by;
  TANH_Q3 += by;
  TANH_Q2 += by;
  TANH_Q1 += by;
  TANH_Q0 += by;
  ERF_T += by;
  ERF_5 += by;
  ERF_4 += by;
  ERF_3 += by;
  ERF_2 += by;
  ERF_1 += by;
  WHOLE_ONE += bits;
  SIGN += bits;
  MAGNITUDE += bits;
  ONE_BITS += bits;
  ROOT_HALF_BITS += bits;
}
