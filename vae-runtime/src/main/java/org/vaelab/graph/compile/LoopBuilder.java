package org.vaelab.graph.compile;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToIntFunction;
import org.vaelab.nativemath.Element;

/// Turns a group of maps and reductions into a [Loop].
final class LoopBuilder {
  private static final int LINE = 16;

  private final Element element;
  private final ToIntFunction<Node> slots;
  private final Set<Node> stored;
  private final List<Node> members;
  private final List<Operand> operands = new ArrayList<>();
  private final Map<Node, Integer> registers = new IdentityHashMap<>();
  private final Map<Node, long[]> targets = new IdentityHashMap<>();
  private long[] dimensions;
  private long accumulators;

  /// An operand from outside, with strides in the loop's dimensions.
  private static final class Operand {
    private final View view;
    private long[] strides;

    Operand(View view, long[] strides) {
      this.view = view;
      this.strides = strides;
    }
  }

  /// @param slots places of the nodes in memory
  /// @param stored nodes that others read from memory
  LoopBuilder(Element element, Group group, ToIntFunction<Node> slots, Set<Node> stored) {
    this.element = element;
    this.slots = slots;
    this.stored = stored;
    this.members = group.members();
    this.dimensions = group.space().orElseThrow();
  }

  Loop build() {
    Map<View, Operand> byView = new HashMap<>();
    Map<View, Operand> operandOf = new HashMap<>();
    for (Node member : members) {
      for (View view : member.inputs()) {
        if (!inside(view.node())) {
          long[] strides = inLoop(view.shape(), view.strides());
          View key = new View(view.node(), view.offset(), dimensions, strides);
          Operand operand = byView.computeIfAbsent(key, k -> new Operand(view, strides));
          operandOf.put(view, operand);
        }
      }
      if (member.kind() instanceof Node.Reduction reduction) {
        targets.put(member, targetStrides(reduction.operand().shape(), member.shape()));
      }
    }
    operands.addAll(byView.values());
    collapse();
    int last = dimensions.length - 1;
    long[] outer = Arrays.copyOf(dimensions, last);
    int columns = Math.toIntExact(dimensions[last]);
    List<Loop.Load> loads = new ArrayList<>();
    for (Operand operand : operands) {
      loads.add(load(operand, loads.size(), last));
    }
    Registers allocation = new Registers(loads.size());
    List<Loop.Instruction> instructions = new ArrayList<>();
    List<Loop.Fold> folds = new ArrayList<>();
    Map<Node, Integer> lastUse = lastUses();
    for (int i = 0; i < members.size(); i++) {
      Node member = members.get(i);
      List<Integer> inputs = new ArrayList<>();
      for (View view : member.inputs()) {
        inputs.add(
            inside(view.node())
                ? registers.get(view.node())
                : operands.indexOf(operandOf.get(view)));
      }
      if (member.kind() instanceof Node.Map map) {
        int register = allocation.take();
        registers.put(member, register);
        int slot = stored.contains(member) ? slots.applyAsInt(member) : -1;
        instructions.add(
            new Loop.Instruction(
                map.operation(),
                inputs.getFirst(),
                inputs.getLast(),
                map.s(),
                map.t(),
                register,
                slot));
      } else {
        folds.add(fold(member, inputs.getFirst(), outer, last));
      }
      for (View view : member.inputs()) {
        // Folds run after all instructions, so what they read stays to the end.
        if (inside(view.node()) && lastUse.get(view.node()) == i) {
          allocation.give(registers.get(view.node()));
        }
      }
    }
    return Loop.of(
        element,
        outer,
        columns,
        loads.toArray(Loop.Load[]::new),
        instructions.toArray(Loop.Instruction[]::new),
        folds.toArray(Loop.Fold[]::new),
        (accumulators + LINE - 1) / LINE * LINE,
        allocation.count());
  }

  private boolean inside(Node node) {
    return node.kind() instanceof Node.Map && members.contains(node);
  }

  private long[] inLoop(long[] shape, long[] strides) {
    return Shapes.reshape(shape, strides, dimensions).orElseThrow();
  }

  private long[] targetStrides(long[] shape, long[] kept) {
    long[] strides = Shapes.contiguous(kept);
    for (int d = 0; d < kept.length; d++) {
      strides[d] = kept[d] == 1 ? 0 : strides[d];
    }
    return inLoop(shape, strides);
  }

  /// Joins neighbouring dimensions that every operand and target passes through at one stride.
  private void collapse() {
    List<long[]> all = new ArrayList<>(targets.values());
    operands.forEach(operand -> all.add(operand.strides));
    List<Integer> kept = new ArrayList<>();
    long[] sizes = dimensions.clone();
    for (int d = dimensions.length - 1; d >= 0; d--) {
      int dimension = d;
      if (kept.isEmpty()) {
        kept.add(d);
        continue;
      }
      int inner = kept.getLast();
      if (sizes[inner] == 1) {
        kept.set(kept.size() - 1, d);
      } else if (sizes[d] != 1) {
        if (all.stream().allMatch(s -> s[dimension] == s[inner] * sizes[inner])) {
          sizes[inner] *= sizes[d];
        } else {
          kept.add(d);
        }
      }
    }
    int[] order = kept.reversed().stream().mapToInt(Integer::intValue).toArray();
    dimensions = pick(sizes, order);
    operands.forEach(operand -> operand.strides = pick(operand.strides, order));
    targets.replaceAll((reduction, strides) -> pick(strides, order));
  }

  private static long[] pick(long[] values, int[] order) {
    return Arrays.stream(order).mapToLong(i -> values[i]).toArray();
  }

  private Loop.Load load(Operand operand, int register, int last) {
    long[] strides = operand.strides;
    Node node = operand.view.node();
    if (node.kind() instanceof Node.Splat splat) {
      return new Loop.Load(-1, 0, new long[last], 0, false, splat.value(), register);
    }
    boolean whole = Arrays.equals(strides, Shapes.contiguous(dimensions));
    return new Loop.Load(
        slots.applyAsInt(node),
        operand.view.offset(),
        Arrays.copyOf(strides, last),
        strides[last],
        whole,
        0,
        register);
  }

  private Loop.Fold fold(Node node, int register, long[] outer, int last) {
    long[] strides = targets.get(node);
    long[] rows = Arrays.copyOf(strides, last);
    boolean reducesColumns = strides[last] == 0;
    boolean perRow = reducesColumns && Arrays.equals(rows, Shapes.contiguous(outer));
    int count = Math.toIntExact(Shapes.count(node.shape()));
    boolean oneRow = !reducesColumns && Arrays.stream(rows).allMatch(stride -> stride == 0);
    int lines = oneRow ? Loop.lines(Shapes.count(outer), count) : 1;
    long accumulator = accumulators;
    accumulators += (long) lines * count;
    return new Loop.Fold(
        ((Node.Reduction) node.kind()).reducer(),
        register,
        slots.applyAsInt(node),
        rows,
        reducesColumns,
        count,
        accumulator,
        perRow,
        lines);
  }

  private Map<Node, Integer> lastUses() {
    Map<Node, Integer> last = new IdentityHashMap<>();
    for (int i = 0; i < members.size(); i++) {
      int use = members.get(i).kind() instanceof Node.Reduction ? members.size() : i;
      members.get(i).inputs().forEach(view -> last.merge(view.node(), use, Math::max));
    }
    return last;
  }

  /// Hands out registers behind those of the loads, and takes back what is used up.
  private static final class Registers {
    private final Deque<Integer> free = new ArrayDeque<>();
    private int count;

    Registers(int loads) {
      count = loads;
    }

    int take() {
      return free.isEmpty() ? count++ : free.pop();
    }

    void give(int register) {
      if (!free.contains(register)) {
        free.push(register);
      }
    }

    int count() {
      return count;
    }
  }
}
