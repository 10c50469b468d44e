package org.vaelab.graph.compile;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.vaelab.nativemath.ArrayTooLargeException;
import org.vaelab.nativemath.Element;
import org.vaelab.nativemath.NativeLibrary;
import org.vaelab.parallel.Workers;

/// Compiles a SameDiff graph for fixed shapes of its inputs.
final class PlanCompiler {
  private final Element element;
  private final Set<String> changing;
  private final Map<Node, Integer> slots = new IdentityHashMap<>();
  private final Map<String, Integer> inputSlots = new LinkedHashMap<>();
  private final Map<Integer, INDArray> fixed = new LinkedHashMap<>();
  private final Map<Node, long[]> lives = new IdentityHashMap<>();
  private final List<Step> steps = new ArrayList<>();

  private PlanCompiler(Element element, Set<String> changing) {
    this.element = element;
    this.changing = changing;
  }

  /// @throws UnsupportedGraphException if a plan cannot express the graph
  /// @throws ArrayTooLargeException if an array of it, or all together, are too large
  static Plan compile(
      Element element,
      SameDiff graph,
      Map<String, long[]> inputShapes,
      Set<String> changing,
      List<String> variables) {
    Lowering lowering = new Lowering(element, graph, inputShapes);
    List<Node> results = new ArrayList<>();
    for (String variable : variables) {
      results.add(lowering.result(variable, results));
    }
    List<long[]> shapes = variables.stream().map(lowering::shape).toList();
    return new PlanCompiler(element, changing).compile(variables, results, shapes);
  }

  private Plan compile(List<String> variables, List<Node> results, List<long[]> shapes) {
    Set<Node> nodes = Collections.newSetFromMap(new IdentityHashMap<>());
    List<Node> order = new ArrayList<>();
    results.forEach(node -> visit(node, nodes, order));
    order.forEach(PlanCompiler::requireSupportedSize);
    List<Group> groups = Group.of(order);
    Set<Node> stored = stored(groups, results);
    List<Fusion.Work> works = new ArrayList<>();
    for (Group group : groups) {
      works.add(new Fusion.Work(step(group, stored), group.members()));
    }
    Set<Node> passing = Collections.newSetFromMap(new IdentityHashMap<>());
    IntPredicate given = inputSlots::containsValue;
    Repetition repetition =
        Repetition.of(
            Fusion.of(works, results, given, Workers.shared().count(), passing), changing, results);
    addSteps(repetition.once(), passing);
    int once = steps.size();
    // What repetitions leave out is kept from the last run.
    lives.values().forEach(life -> life[1] = Integer.MAX_VALUE);
    addSteps(repetition.again(), passing);
    Arena arena = new Arena();
    Map<Integer, Long> positions = new LinkedHashMap<>();
    lives.entrySet().stream()
        .filter(e -> !results.contains(e.getKey()) && !fixed.containsKey(slots.get(e.getKey())))
        .sorted(Comparator.comparingLong(e -> e.getValue()[0]))
        .forEach(
            e ->
                positions.put(
                    slots.get(e.getKey()),
                    arena.place(
                        Shapes.count(e.getKey().shape()),
                        (int) e.getValue()[0],
                        (int) e.getValue()[1])));
    Map<String, INDArray> outputs = new LinkedHashMap<>();
    Map<String, Integer> outputSlots = new LinkedHashMap<>();
    for (int i = 0; i < results.size(); i++) {
      Node node = results.get(i);
      outputs.put(variables.get(i), NativeLibrary.uninitialised(element.type(), shapes.get(i)));
      outputSlots.put(variables.get(i), slots.get(node));
    }
    return new Plan(
        element,
        steps.toArray(Step[]::new),
        once,
        slots.size(),
        inputSlots,
        repetition.inputs(),
        fixed,
        positions,
        arena.size(),
        outputs,
        outputSlots);
  }

  private void addSteps(List<Fusion.Work> works, Set<Node> passing) {
    for (List<Fusion.Work> section : sections(works)) {
      steps.add(Section.of(section.stream().map(Fusion.Work::step).toList()));
      int index = steps.size() - 1;
      section.stream()
          .flatMap(work -> work.members().stream())
          .forEach(member -> live(member, index, passing));
    }
  }

  /// Works that follow one another and do not read what another of them computes.
  private static List<List<Fusion.Work>> sections(List<Fusion.Work> works) {
    List<List<Fusion.Work>> sections = new ArrayList<>();
    Set<Node> written = Collections.newSetFromMap(new IdentityHashMap<>());
    boolean open = false;
    for (Fusion.Work work : works) {
      boolean takes = Section.takes(work.step());
      if (!open || !takes || written.stream().anyMatch(work::reads)) {
        sections.add(new ArrayList<>());
        written.clear();
      }
      sections.getLast().add(work);
      written.addAll(work.members());
      open = takes;
    }
    return sections;
  }

  private void live(Node member, int step, Set<Node> passing) {
    if (slots.containsKey(member) && !passing.contains(member)) {
      lives.computeIfAbsent(member, m -> new long[] {step, step});
    }
    for (View input : member.inputs()) {
      long[] life = lives.get(input.node());
      if (life != null) {
        life[1] = Math.max(life[1], step);
      }
    }
  }

  /// Steps count elements, rows and columns in ints. Also a value that no memory holds, as it lives
  /// in registers, is looped over.
  ///
  /// @throws ArrayTooLargeException if the node, or what it reads, has too many elements
  private static void requireSupportedSize(Node node) {
    Shapes.count(node.shape());
    node.inputs().forEach(View::count);
  }

  private static void visit(Node node, Set<Node> seen, List<Node> order) {
    if (seen.add(node)) {
      node.inputs().forEach(view -> visit(view.node(), seen, order));
      order.add(node);
    }
  }

  /// Nodes that are read by another group than their own, or asked for.
  private static Set<Node> stored(List<Group> groups, List<Node> results) {
    Set<Node> stored = Collections.newSetFromMap(new IdentityHashMap<>());
    stored.addAll(results);
    for (Group group : groups) {
      Set<Node> own = new HashSet<>(group.members());
      for (Node member : group.members()) {
        for (View input : member.inputs()) {
          if (!own.contains(input.node())) {
            stored.add(input.node());
          }
        }
        if (!(member.kind() instanceof Node.Map)) {
          stored.add(member);
        }
      }
    }
    return stored;
  }

  private Step step(Group group, Set<Node> stored) {
    for (Node member : group.members()) {
      member.inputs().forEach(view -> slotOfInput(view.node()));
      if (stored.contains(member)) {
        slots.putIfAbsent(member, slots.size());
      }
    }
    Node first = group.members().getFirst();
    return switch (first.kind()) {
      case Node.Product product -> product(product, first);
      case Node.Transpose transpose -> transpose(transpose.matrix(), first);
      case Node.Convolution convolution -> convolution(convolution, first);
      case Node.Assembly assembly -> assembly(assembly, first);
      case Node.Foreign foreign -> foreign(foreign, first);
      default -> new LoopBuilder(element, group, slots::get, stored).build();
    };
  }

  private void slotOfInput(Node node) {
    if (node.kind() instanceof Node.Source source) {
      int slot = inputSlots.computeIfAbsent(source.name(), name -> slots.size());
      slots.putIfAbsent(node, slot);
    } else if (node.kind() instanceof Node.Constant constant && !slots.containsKey(node)) {
      fixed.put(slots.size(), constant.value().dup('c'));
      slots.put(node, slots.size());
    }
  }

  private Place place(View view) {
    return new Place(slots.get(view.node()), view.offset());
  }

  private Step product(Node.Product product, Node node) {
    long[] left = product.left().shape();
    return ProductStep.of(
        element,
        product.transposeLeft(),
        product.transposeRight(),
        Math.toIntExact(node.shape()[0]),
        Math.toIntExact(node.shape()[1]),
        Math.toIntExact(left[product.transposeLeft() ? 0 : 1]),
        place(product.left()),
        rowStride(product.left()),
        place(product.right()),
        rowStride(product.right()),
        slots.get(node));
  }

  private Step transpose(View matrix, Node node) {
    return new TransposeStep(
        element,
        Math.toIntExact(matrix.shape()[0]),
        Math.toIntExact(matrix.shape()[1]),
        place(matrix),
        rowStride(matrix),
        slots.get(node));
  }

  private static int rowStride(View view) {
    return Math.toIntExact(view.shape()[0] == 1 ? view.shape()[1] : view.strides()[0]);
  }

  private Step convolution(Node.Convolution convolution, Node node) {
    boolean ofKernel = convolution.result() == Windows.Role.KERNEL;
    long kernel = Shapes.count(ofKernel ? node.shape() : convolution.right().shape());
    return new ConvolutionStep(
        element,
        convolution.windows(),
        convolution.result(),
        Math.toIntExact(convolution.left().shape()[0]),
        Math.toIntExact(kernel / convolution.windows().size()),
        place(convolution.left()),
        place(convolution.right()),
        slots.get(node));
  }

  private Step foreign(Node.Foreign foreign, Node node) {
    INDArray outputs = NativeLibrary.uninitialised(element.type(), node.shape());
    fixed.put(slots.get(node), outputs);
    return new Nd4jStep(
        element, foreign, foreign.inputs().stream().map(this::place).toList(), outputs);
  }

  private Step assembly(Node.Assembly assembly, Node node) {
    long[] strides = Shapes.contiguous(node.shape());
    List<AssemblyStep.Part> parts = new ArrayList<>();
    long covered = 0;
    for (Node.Assembly.Part part : assembly.parts()) {
      parts.add(strips(part, strides));
      covered += part.view().count();
    }
    int count = Math.toIntExact(Shapes.count(node.shape()));
    return new AssemblyStep(element, parts, covered == count, count, slots.get(node));
  }

  private AssemblyStep.Part strips(Node.Assembly.Part part, long[] targetStrides) {
    View view = part.view();
    int last = view.shape().length - 1;
    boolean lines = view.strides()[last] == 1 || view.shape()[last] == 1;
    long length = lines ? view.shape()[last] : 1;
    int strips = Math.toIntExact(view.count() / length);
    long[] from = new long[strips];
    long[] to = new long[strips];
    for (int i = 0; i < strips; i++) {
      long rest = i * length;
      from[i] = view.offset();
      to[i] = part.offset();
      for (int d = last; d >= 0; d--) {
        long index = rest % view.shape()[d];
        from[i] += index * view.strides()[d];
        to[i] += index * targetStrides[d];
        rest /= view.shape()[d];
      }
    }
    return new AssemblyStep.Part(slots.get(view.node()), from, to, length);
  }
}
