package org.vaelab.nativemath;

import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/// Elementary functions of float vectors, within 2 ulp of the exact value. NaN gives NaN, and
/// infinities give their limits.
///
/// The polynomials are those of the Cephes library (Moshier), single precision.
public final class VectorMath {
  static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
  static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;

  static final float LOG2_E = 1.44269504f;
  // ln 2 in two parts, the first with enough trailing zero bits for an exact product.
  static final float LN_2_HIGH = 0.693359375f;
  static final float LN_2_LOW = -2.12194440e-4f;
  // Adding it rounds to an integer, which then stands in the lowest bits.
  static final float ROUND = 12582912f;
  static final int ROUND_BITS = Float.floatToRawIntBits(ROUND);
  static final int MANTISSA_BITS = 23;
  static final int SIGN_BIT = Integer.MIN_VALUE;
  static final int ONE_BITS = Float.floatToRawIntBits(1f);
  static final int INFINITY_BITS = Float.floatToRawIntBits(Float.POSITIVE_INFINITY);
  // Bounds beyond which tanh is 1, of 2|x|, and e^−|x| no normal number. Floats of one sign are in
  // the order of their bits: the least of two by these takes one instruction, by Vector.min, which
  // has to heed NaN and −0, several.
  static final int TANH_BOUND_BITS = Float.floatToRawIntBits(30f);
  static final int EXP_BOUND_BITS = Float.floatToRawIntBits(88f);
  // (eʳ − 1 − r) / r² as a polynomial, up to the coefficient of r⁵.
  static final float EXPM1_1 = 5.0000001201e-1f;
  static final float EXPM1_2 = 1.6666665459e-1f;
  static final float EXPM1_3 = 4.1665795894e-2f;
  static final float EXPM1_4 = 8.3334519073e-3f;
  static final float EXPM1_5 = 1.3981999507e-3f;
  static final float EXPM1_6 = 1.9875691500e-4f;
  private static final int ROOT_HALF_BITS = Float.floatToRawIntBits(0.70710677f);
  private static final float SUBNORMAL_SCALE = 0x1p23f;

  private VectorMath() {}

  /// eˣ
  public static FloatVector exp(FloatVector x) {
    FloatVector clamped = clamp(x, -104f, 89f);
    FloatVector shifted = clamped.fma(broadcast(LOG2_E), broadcast(ROUND));
    FloatVector n = shifted.sub(ROUND);
    FloatVector r = n.fma(broadcast(-LN_2_HIGH), clamped);
    r = n.fma(broadcast(-LN_2_LOW), r);
    IntVector exponent = shifted.reinterpretAsInts().sub(ROUND_BITS);
    // In two factors, as 2ⁿ itself may overflow or be subnormal where the result is neither.
    IntVector half = exponent.lanewise(ASHR, 1);
    return expm1Reduced(r).add(1f).mul(powerOfTwo(half)).mul(powerOfTwo(exponent.sub(half)));
  }

  /// eˣ − 1, without cancellation near 0.
  public static FloatVector expm1(FloatVector x) {
    FloatVector clamped = clamp(x, -20f, 89f);
    FloatVector shifted = clamped.fma(broadcast(LOG2_E), broadcast(ROUND));
    FloatVector n = shifted.sub(ROUND);
    FloatVector r = n.fma(broadcast(-LN_2_HIGH), clamped);
    r = n.fma(broadcast(-LN_2_LOW), r);
    // Half of 2ⁿ, as 2ⁿ may overflow where the result does not.
    FloatVector half = powerOfTwo(shifted.reinterpretAsInts().sub(ROUND_BITS + 1));
    return expm1Reduced(r).fma(half, half.sub(0.5f)).mul(2f);
  }

  /// eʳ − 1 for r of at most ½ ln 2.
  private static FloatVector expm1Reduced(FloatVector r) {
    FloatVector p = broadcast(EXPM1_6);
    p = p.fma(r, broadcast(EXPM1_5));
    p = p.fma(r, broadcast(EXPM1_4));
    p = p.fma(r, broadcast(EXPM1_3));
    p = p.fma(r, broadcast(EXPM1_2));
    p = p.fma(r, broadcast(EXPM1_1));
    return p.fma(r.mul(r), r);
  }

  /// 2ⁿ. The lowest bits of n alone count: it may be the bits of n + ROUND.
  private static FloatVector powerOfTwo(IntVector n) {
    return n.lanewise(LSHL, MANTISSA_BITS).add(ONE_BITS).reinterpretAsFloats();
  }

  /// ln x; −∞ at 0 and NaN below.
  public static FloatVector log(FloatVector x) {
    VectorMask<Float> subnormal = x.compare(LT, Float.MIN_NORMAL);
    FloatVector scaled = x.blend(x.mul(SUBNORMAL_SCALE), subnormal);
    FloatVector result = logNormal(scaled, broadcast(0f));
    FloatVector shift = broadcast(0f).blend(MANTISSA_BITS * 0.6931472f, subnormal);
    return edges(x, result.sub(shift));
  }

  /// ln(1 + x), without cancellation near 0.
  public static FloatVector log1p(FloatVector x) {
    FloatVector u = x.add(1f);
    FloatVector lost = x.sub(u.sub(1f)).div(u);
    return edges(u, logNormal(u, lost));
  }

  private static FloatVector logNormal(FloatVector x, FloatVector correction) {
    IntVector bits = x.reinterpretAsInts().sub(ROOT_HALF_BITS);
    IntVector exponent = bits.lanewise(ASHR, MANTISSA_BITS);
    FloatVector mantissa =
        bits.and((1 << MANTISSA_BITS) - 1).add(ROOT_HALF_BITS).reinterpretAsFloats();
    FloatVector f = mantissa.sub(1f);
    FloatVector n = (FloatVector) exponent.convertShape(I2F, FLOATS, 0);
    FloatVector p = broadcast(7.0376836292e-2f);
    p = p.fma(f, broadcast(-1.1514610310e-1f));
    p = p.fma(f, broadcast(1.1676998740e-1f));
    p = p.fma(f, broadcast(-1.2420140846e-1f));
    p = p.fma(f, broadcast(1.4249322787e-1f));
    p = p.fma(f, broadcast(-1.6668057665e-1f));
    p = p.fma(f, broadcast(2.0000714765e-1f));
    p = p.fma(f, broadcast(-2.4999993993e-1f));
    p = p.fma(f, broadcast(3.3333331174e-1f));
    FloatVector square = f.mul(f);
    FloatVector tail = p.mul(f).sub(0.5f).mul(square);
    tail = n.fma(broadcast(LN_2_LOW), tail.add(correction));
    return n.fma(broadcast(LN_2_HIGH), f.add(tail));
  }

  private static FloatVector edges(FloatVector x, FloatVector log) {
    return log.blend(Float.NEGATIVE_INFINITY, x.compare(EQ, 0f))
        .blend(Float.NaN, x.compare(LT, 0f))
        .blend(x, x.compare(EQ, Float.POSITIVE_INFINITY))
        .blend(x, x.compare(EQ, x).not());
  }

  /// tanh x = t / (t + 2) for t = e²ˣ − 1, of |x| and with the sign of x.
  static FloatVector tanh(FloatVector x) {
    IntVector magnitude = x.reinterpretAsInts().and(~SIGN_BIT);
    FloatVector once = magnitude.reinterpretAsFloats();
    FloatVector y = once.add(once).reinterpretAsInts().min(TANH_BOUND_BITS).reinterpretAsFloats();
    FloatVector shifted = y.fma(broadcast(LOG2_E), broadcast(ROUND));
    FloatVector n = shifted.sub(ROUND);
    FloatVector r = n.fma(broadcast(-LN_2_HIGH), y);
    r = n.fma(broadcast(-LN_2_LOW), r);
    FloatVector power = powerOfTwo(shifted.reinterpretAsInts());
    FloatVector t = expm1Reduced(r).fma(power, power.sub(1f));
    return t.div(t.add(2f))
        .reinterpretAsInts()
        .or(x.reinterpretAsInts().and(SIGN_BIT))
        .or(onesOfNan(magnitude))
        .reinterpretAsFloats();
  }

  /// e^−|x|; 0 where that is no normal number any more: from 88 on, 2ⁿ is the float with the
  /// exponent bits 0.
  static FloatVector expOfMinusMagnitude(FloatVector x) {
    IntVector magnitude = x.reinterpretAsInts().and(~SIGN_BIT);
    FloatVector y = magnitude.min(EXP_BOUND_BITS).or(SIGN_BIT).reinterpretAsFloats();
    FloatVector shifted = y.fma(broadcast(LOG2_E), broadcast(ROUND));
    FloatVector n = shifted.sub(ROUND);
    FloatVector r = n.fma(broadcast(-LN_2_HIGH), y);
    r = n.fma(broadcast(-LN_2_LOW), r);
    FloatVector power = powerOfTwo(shifted.reinterpretAsInts());
    return expm1Reduced(r)
        .fma(power, power)
        .reinterpretAsInts()
        .or(onesOfNan(magnitude))
        .reinterpretAsFloats();
  }

  /// All bits where a magnitude is that of NaN, which makes NaN of any number; else none.
  private static IntVector onesOfNan(IntVector magnitude) {
    return IntVector.broadcast(INTS, INFINITY_BITS).sub(magnitude).lanewise(ASHR, 31);
  }

  /// ln(1 + eˣ)
  ///
  /// @param e e^−|x|
  static FloatVector softplus(FloatVector x, FloatVector e) {
    FloatVector positive = x.blend(0f, x.compare(LT, 0f));
    // e^−|x| lies in [0, 1], so the edge cases of log1p cannot occur; NaN comes from x.
    FloatVector u = e.add(1f);
    // What the sum lost, over u: at most half an ulp, so a rough 1/u will do.
    FloatVector lost = e.sub(u.sub(1f)).mul(e.fma(broadcast(-0.5f), broadcast(1f)));
    return logNormal(u, lost).add(positive);
  }

  /// x within the bounds; NaN stays.
  static FloatVector clamp(FloatVector x, float low, float high) {
    return x.blend(low, x.compare(LT, low)).blend(high, x.compare(GT, high));
  }

  private static FloatVector broadcast(float value) {
    return FloatVector.broadcast(FLOATS, value);
  }
}
