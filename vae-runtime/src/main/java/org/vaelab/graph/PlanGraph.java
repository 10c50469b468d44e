package org.vaelab.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.vaelab.graph.compile.Plan;
import org.vaelab.graph.compile.UnsupportedGraphException;
import org.vaelab.nativemath.ArrayTooLargeException;
import org.vaelab.nativemath.Element;

/// A graph that plans execute. Keeps the plans of the last few input shapes: a training run has
/// two, of which the last, smaller batch is one.
final class PlanGraph implements CompiledGraph {
  private static final int PLANS = 8;

  private final SameDiffGraph plain;
  private final List<Entry> plans = new ArrayList<>();
  private final Map<String, INDArray> given = new LinkedHashMap<>();
  private Optional<Plan> last = Optional.empty();
  private boolean unsupported;

  private record Entry(Map<String, long[]> shapes, Plan plan) {
    boolean fits(Map<String, INDArray> arrays) {
      for (Map.Entry<String, INDArray> array : arrays.entrySet()) {
        if (!Arrays.equals(shapes.get(array.getKey()), array.getValue().shape())) {
          return false;
        }
      }
      return true;
    }
  }

  PlanGraph(SameDiffGraph plain) {
    this.plain = plain;
  }

  @Override
  public Results run(Inputs inputs) {
    last = Optional.empty();
    return repeat(inputs);
  }

  @Override
  public Results repeat(Inputs inputs) {
    plain.collect(inputs, given);
    if (!unsupported) {
      try {
        return plain.results(execute(given));
      } catch (UnsupportedGraphException e) {
        unsupported = true;
      }
    }
    return plain.run(inputs);
  }

  /// Whether a run found no plan possible, so that SameDiff runs the graph.
  boolean fellBack() {
    return unsupported;
  }

  private Map<String, INDArray> execute(Map<String, INDArray> arrays) {
    List<INDArray> copies = new ArrayList<>(0);
    for (Map.Entry<String, INDArray> array : arrays.entrySet()) {
      INDArray value = array.getValue();
      if (value.ordering() != 'c' || value.isView()) {
        INDArray copy = value.dup('c');
        copies.add(copy);
        array.setValue(copy);
      }
    }
    Plan plan = planFor(arrays);
    boolean again = last.isPresent() && last.get() == plan;
    Map<String, INDArray> computed = again ? plan.repeat(arrays) : plan.run(arrays);
    last = Optional.of(plan);
    copies.forEach(INDArray::close);
    return computed;
  }

  private Plan planFor(Map<String, INDArray> arrays) {
    for (Entry entry : plans) {
      if (entry.fits(arrays)) {
        return entry.plan;
      }
    }
    Map<String, long[]> shapes = new LinkedHashMap<>();
    arrays.forEach((name, array) -> shapes.put(name, array.shape().clone()));
    Plan plan = compile(arrays, shapes);
    if (plans.size() == PLANS) {
      plans.removeFirst().plan.close();
      last = Optional.empty();
    }
    plans.add(new Entry(shapes, plan));
    return plan;
  }

  private Plan compile(Map<String, INDArray> arrays, Map<String, long[]> shapes) {
    try {
      return Plan.compile(
          Element.of(plain.type()), plain.executed(), shapes, plain.changing(), plain.variables());
    } catch (ArrayTooLargeException e) {
      throw TooLargeException.of(arrays, e);
    }
  }

  @Override
  public void close() {
    plans.forEach(entry -> entry.plan.close());
    plans.clear();
    plain.close();
  }
}
