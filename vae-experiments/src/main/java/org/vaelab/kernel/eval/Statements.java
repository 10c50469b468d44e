package org.vaelab.kernel.eval;

import com.sun.source.tree.BindingPatternTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.DoWhileLoopTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.ForLoopTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.IfTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.WhileLoopTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/// Finds what of a cell can be compiled in one go. JShell compiles every statement in a class of
// its
/// own, which takes it 10 to 30 ms; many in one block take hardly more than one.
final class Statements {
  private static final String HEAD = "class Cell { void run() throws Throwable { ";
  private static final String TAIL = "\n} }";

  /// What declares nothing and lets the next statement be reached.
  private static final Set<Tree.Kind> PLAIN =
      EnumSet.of(
          Tree.Kind.ASSERT,
          Tree.Kind.BLOCK,
          Tree.Kind.DO_WHILE_LOOP,
          Tree.Kind.EMPTY_STATEMENT,
          Tree.Kind.ENHANCED_FOR_LOOP,
          Tree.Kind.EXPRESSION_STATEMENT,
          Tree.Kind.FOR_LOOP,
          Tree.Kind.IF,
          Tree.Kind.LABELED_STATEMENT,
          Tree.Kind.SWITCH,
          Tree.Kind.SYNCHRONIZED,
          Tree.Kind.TRY,
          Tree.Kind.WHILE_LOOP);

  private Statements() {}

  /// The same pieces, with what Java's parser says of them.
  static List<Piece> classify(List<Piece> pieces) {
    DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
    List<Source> sources = new ArrayList<>();
    for (int i = 0; i < pieces.size(); i++) {
      sources.add(new Source(i, HEAD + pieces.get(i).code() + TAIL));
    }
    JavacTask task =
        (JavacTask)
            ToolProvider.getSystemJavaCompiler()
                .getTask(null, null, problems, List.of("-proc:none"), null, sources);
    List<CompilationUnitTree> units = new ArrayList<>();
    try {
      task.parse().forEach(units::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Set<JavaFileObject> wrong = new HashSet<>();
    problems.getDiagnostics().forEach(problem -> wrong.add(problem.getSource()));
    List<Piece> classified = new ArrayList<>();
    for (int i = 0; i < pieces.size(); i++) {
      boolean parsed = !wrong.contains(units.get(i).getSourceFile());
      Piece piece = pieces.get(i);
      classified.add(
          (parsed ? statement(units.get(i)) : Optional.<StatementTree>empty())
              .map(s -> piece.plain(call(s)))
              .orElse(piece));
    }
    return classified;
  }

  private static Optional<StatementTree> statement(CompilationUnitTree unit) {
    if (unit.getTypeDecls().size() != 1
        || !(unit.getTypeDecls().getFirst() instanceof ClassTree type)
        || type.getMembers().size() != 1
        || !(type.getMembers().getFirst() instanceof MethodTree method)
        || method.getBody().getStatements().size() != 1) {
      return Optional.empty(); // Its braces do not match.
    }
    StatementTree statement = method.getBody().getStatements().getFirst();
    return PLAIN.contains(statement.getKind()) && !bindsBeyondItself(statement)
        ? Optional.of(statement)
        : Optional.empty();
  }

  private static String call(StatementTree statement) {
    return statement instanceof ExpressionStatementTree expression
            && expression.getExpression() instanceof MethodInvocationTree call
        ? switch (call.getMethodSelect()) {
          case IdentifierTree name -> name.getName().toString();
          case MemberSelectTree select -> select.getIdentifier().toString();
          default -> "";
        }
        : "";
  }

  /// Whether a pattern's variable may be in scope behind the statement (JLS 6.3.2).
  private static boolean bindsBeyondItself(StatementTree statement) {
    ExpressionTree condition =
        switch (statement) {
          case IfTree s -> s.getCondition();
          case WhileLoopTree s -> s.getCondition();
          case DoWhileLoopTree s -> s.getCondition();
          case ForLoopTree s -> s.getCondition();
          default -> null;
        };
    boolean[] found = {false};
    new TreeScanner<Void, Void>() {
      @Override
      public Void visitBindingPattern(BindingPatternTree pattern, Void unused) {
        found[0] = true;
        return null;
      }
    }.scan(condition, null);
    return found[0];
  }

  private static final class Source extends SimpleJavaFileObject {
    private final String code;

    Source(int number, String code) {
      super(URI.create("memory:/Cell" + number + ".java"), Kind.SOURCE);
      this.code = code;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return code;
    }
  }
}
